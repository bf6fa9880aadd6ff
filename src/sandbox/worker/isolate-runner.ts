import ivm from 'isolated-vm';
import type { CaseOutcome } from '../../core/case.ts';
import type { IsolateResult } from '../../core/sandbox.ts';
import { messageOf } from '../../core/errors.ts';
import { compilePolicy, type CompiledFile } from '../../syntax/compile.ts';
import { printable, type WireJob } from '../protocol.ts';
import { decodeTape, encodeTape } from './tape-text.ts';
import { leakPositions } from './leak-check.ts';
import { openSimulation, type OpenSimulation } from './simulation-side.ts';
import { openPolicyRealm, SyntaxFault } from './policy-side.ts';
import type { IsolateSession } from './isolate-session.ts';
import { createScriptCache } from './script-cache.ts';

/** Runs candidates, each in an isolate of its own. */
export interface IsolateRunner {
  /** `spent` says that this process should be replaced. Throws only when the runner itself is broken. */
  run(
    job: WireJob,
    texts: ReadonlyMap<string, string>,
  ): Promise<{ readonly result: IsolateResult; readonly spent: boolean }>;
}

/** Creates a runner; scripts that are used again are kept with their code cache. */
export function createIsolateRunner(): IsolateRunner {
  const scripts = createScriptCache();
  return {
    async run(job, texts) {
      const plan = planOf(job);
      if ('status' in plan) return { result: plan, spent: false };
      const isolate = new ivm.Isolate({ memoryLimit: job.limits.memoryMb });
      const deadline = performance.now() + job.limits.timeoutMs;
      const log: string[] | undefined = job.log === true ? [] : undefined;
      const judged = await judge({ isolate, scripts, texts, job, deadline, log }, plan);
      return log === undefined ? judged : { ...judged, result: { ...judged.result, log } };
    },
  };
}

/** Runs a job in its isolate, which it ends. */
async function judge(
  session: IsolateSession,
  plan: Plan,
): Promise<{ readonly result: IsolateResult; readonly spent: boolean }> {
  const { isolate, job } = session;
  let fault: Fault = 'simulation';
  try {
    const simulation = await openSimulation(session);
    if ('status' in simulation) return { result: simulation, spent: false };
    if (job.decisions?.mode !== 'replay') fault = 'candidate';
    return { result: await runIn(session, plan, simulation), spent: false };
  } catch (error) {
    return verdictOn(error, session, fault);
  } finally {
    if (!isolate.isDisposed) isolate.dispose();
  }
}

interface Plan {
  /** Empty in a replay. */
  readonly files: readonly CompiledFile[];
  readonly exports: readonly string[];
}

type Rejected = Extract<IsolateResult, { status: 'rejected' }>;

function planOf({ source, decisions, limits }: WireJob): Plan | Rejected {
  if (decisions?.mode === 'replay') return { files: [], exports: [] };
  const compiled = compilePolicy(source, { metered: limits.maxSteps !== undefined });
  if (compiled.ok) return compiled;
  const { file, line, column, message } = compiled;
  return rejected('syntax', `${file}:${line}:${column}: ${message}`);
}

async function runIn(
  session: IsolateSession,
  plan: Plan,
  simulation: OpenSimulation,
): Promise<IsolateResult> {
  const { decisions } = session.job;
  const complaint =
    decisions?.mode === 'replay'
      ? await loadTape(simulation, decisions.tape)
      : await loadPolicy(session, plan, simulation);
  if (complaint !== undefined) return rejected('invalid', complaint, cpuSecondsOf(session.isolate));
  const answer = await simulation.run(session.job.order);
  if ('broken' in answer) return failureOf(answer, session);
  const cpuSeconds = cpuSecondsOf(session.isolate);
  const measured = { status: 'returned', ...answer, cpuSeconds } as const;
  if (decisions?.mode !== 'record') return measured;
  const tape = encodeTape(await simulation.tape());
  const leak = await findLeak(session, plan, { simulation, outcomes: answer.outcomes });
  return { ...measured, tape, ...(leak === undefined ? {} : { leak }) };
}

async function loadTape(simulation: OpenSimulation, tape: string): Promise<undefined> {
  const { shapes, numbers } = decodeTape(tape);
  await simulation.open(undefined);
  await simulation.insert(shapes, numbers);
}

/** The reason why the policy cannot be called at all, if there is one. */
async function loadPolicy(
  session: IsolateSession,
  plan: Plan,
  simulation: OpenSimulation,
): Promise<string | undefined> {
  const missing = simulation.functions.find((name) => !plan.exports.includes(name));
  if (missing !== undefined) return `${session.job.source.entry} does not export ${missing}`;
  await simulation.open(await openPolicyRealm(session, simulation.adapters, plan.files));
  return simulation.tryOut();
}

/** Runs a few cases again in a realm that has seen no other case, the last one first. */
async function findLeak(
  session: IsolateSession,
  plan: Plan,
  first: { readonly simulation: OpenSimulation; readonly outcomes: readonly CaseOutcome[] },
): Promise<string | undefined> {
  const { simulation, outcomes } = first;
  const positions = leakPositions(session.job.seed, outcomes.length);
  if (positions.length === 0) return undefined;
  await simulation.open(await openPolicyRealm(session, simulation.adapters, plan.files));
  const again = await simulation.run(positions);
  if ('broken' in again) return again.broken;
  const changed = positions.filter(
    (position, index) =>
      JSON.stringify(outcomes[position]) !== JSON.stringify(again.outcomes[index]),
  );
  return changed.length === 0 ? undefined : `cases ${changed.join(', ')} came out differently`;
}

function failureOf(
  answer: { readonly broken: string; readonly memory: boolean },
  { isolate }: IsolateSession,
): IsolateResult {
  return answer.memory
    ? rejected('out-of-memory', 'the policy left no memory', cpuSecondsOf(isolate))
    : { status: 'simulation-failed', message: printable(answer.broken) };
}

/**
 * The result for an error that left the isolate. Its text may be the candidate's own, so a timeout counts
 * only past the deadline, and lost memory only when the isolate is gone or V8 says so.
 */
function verdictOn(
  error: unknown,
  session: IsolateSession,
  fault: Fault,
): { result: IsolateResult; spent: boolean } {
  const { isolate, deadline } = session;
  const cpuSeconds = cpuSecondsOf(isolate);
  const message = messageOf(error);
  if (error instanceof SyntaxFault) return { result: rejected('syntax', message), spent: false };
  if (/execution timed out/.test(message) && performance.now() >= deadline - TIMER_SLACK_MS) {
    const result = rejected('timed-out', 'the time limit was reached', cpuSeconds);
    return { result, spent: false };
  }
  if (isolate.isDisposed || /allocation failed/i.test(message)) {
    const result = rejected('out-of-memory', 'the memory limit was reached', cpuSeconds);
    return { result, spent: true };
  }
  if (fault === 'candidate') {
    return { result: rejected('crashed', message, cpuSeconds), spent: true };
  }
  return { result: { status: 'simulation-failed', message: printable(message) }, spent: true };
}

/** The side that an unexpected error is attributed to. */
type Fault = 'simulation' | 'candidate';

/** The timer of an isolate may expire this much before the deadline by the clock. */
const TIMER_SLACK_MS = 5;

function rejected(reason: Rejected['reason'], feedback: string, cpuSeconds = 0): Rejected {
  return { status: 'rejected', reason, feedback: printable(feedback), cpuSeconds };
}

function cpuSecondsOf(isolate: ivm.Isolate): number {
  return isolate.isDisposed ? 0 : Number(isolate.cpuTime) / 1e9;
}
