import ivm from 'isolated-vm';
import type { CaseOutcome } from '../../core/case.ts';
import type { IsolateResult } from '../../core/sandbox.ts';
import { messageOf } from '../../core/errors.ts';
import { compilePolicy } from '../../syntax/compile.ts';
import { printable, printableQuote, type WireJob } from '../protocol.ts';
import { clockFeedback, simulationFault } from './clock-verdict.ts';
import { exitWorker } from './exit.ts';
import { decodeTape, encodeTape } from './tape-text.ts';
import { leakPositions } from './leak-check.ts';
import { openSimulation, type OpenSimulation } from './simulation-side.ts';
import { openPolicyRealm, SyntaxFault, type PolicyCode } from './policy-side.ts';
import type { IsolateSession } from './isolate-session.ts';
import { createScriptCache, type ScriptCache } from './script-cache.ts';
import { cpuSecondsSoFar, watchAttempt, type Watch } from './watchdog.ts';

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
      const startedAt = cpuSecondsSoFar();
      const log: string[] | undefined = job.log === true ? [] : undefined;
      const { result, spent } = await runJob({ job, texts, scripts, log });
      const told = log === undefined ? result : { ...result, log };
      if (told.status === 'simulation-failed') return { result: told, spent };
      return { result: { ...told, cpuSeconds: cpuSecondsSoFar() - startedAt }, spent };
    },
  };
}

interface JobContext {
  readonly job: WireJob;
  readonly texts: ReadonlyMap<string, string>;
  readonly scripts: ScriptCache;
  /** The console of the simulation, where the job asks for it. */
  readonly log: string[] | undefined;
}

interface Answer {
  readonly result: Uncosted;
  readonly spent: boolean;
}

/** The result of a job before its cost is known. */
type Uncosted = Distributed<IsolateResult>;
type Distributed<T> = T extends unknown ? Omit<T, 'cpuSeconds'> : never;
type Rejected = Extract<Uncosted, { status: 'rejected' }>;

/** Without counting steps first, which is quicker; one that takes long is run again and judged by its steps. */
async function runJob(context: JobContext): Promise<Answer> {
  if (context.job.allowance.uncountedCpuSeconds > 0) {
    const answer = await attempt(context, false);
    if (answer !== undefined) return answer;
  }
  const answer = await attempt(context, true);
  if (answer === undefined)
    throw new Error('an attempt that counts steps ended as one that does not');
  return answer;
}

/** Undefined when the job must be run again with its steps counted. */
async function attempt(context: JobContext, isCounted: boolean): Promise<Answer | undefined> {
  const { job, log } = context;
  if (log !== undefined) log.length = 0;
  const plan = planOf(job, isCounted);
  if ('status' in plan) return { result: plan, spent: false };
  const isolate = new ivm.Isolate({ memoryLimit: job.limits.memoryMb });
  using watch = watchAttempt({
    isolate,
    isCounted,
    allowance: job.allowance,
    onStuck: (stop, report) => {
      const { cpuSeconds } = report;
      if (stop === 'uncounted') return exitWorker({ reason: stop, feedback: '', cpuSeconds });
      const ids = idsOf(context);
      const feedback = clockFeedback({ job, stop, report, ids, isNative: true });
      exitWorker({ reason: 'clock', feedback, cpuSeconds });
    },
  });
  const { deadline, progress } = watch;
  const session = { ...context, isolate, isCounted, deadline, progress };
  let fault: Fault = 'simulation';
  try {
    const simulation = await openSimulation(session);
    if ('status' in simulation) return { result: simulation, spent: false };
    if (job.decisions?.mode !== 'replay') fault = 'candidate';
    return { result: await runIn(session, plan, simulation), spent: false };
  } catch (error) {
    if (watch.stop === 'uncounted') return undefined;
    if (isLate(error, watch)) return { result: clockVerdict(context, watch), spent: false };
    return verdictOn(error, session, fault);
  } finally {
    if (!isolate.isDisposed) isolate.dispose();
  }
}

/** The result of an attempt that a clock ended. */
function clockVerdict(context: JobContext, watch: Watch): Uncosted {
  const ids = idsOf(context);
  const report = watch.report();
  const fault = simulationFault({ report, ids });
  if (fault !== undefined) return { status: 'simulation-failed', message: printable(fault) };
  const stop = watch.stop === 'cpu' ? 'cpu' : 'wall';
  const end = { job: context.job, stop, report, ids, isNative: false } as const;
  return { ...rejected('timed-out', clockFeedback(end)), byClock: true };
}

function idsOf({ job, texts }: JobContext): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the framework from the problem's cases
  const cases = JSON.parse(texts.get(job.cases) ?? '[]') as readonly { readonly id: string }[];
  return cases.map(({ id }) => id);
}

/** No files in a replay. */
interface Plan extends PolicyCode {
  readonly exports: readonly string[];
}

function planOf({ source, decisions, extras = [] }: WireJob, isCounted: boolean): Plan | Rejected {
  if (decisions?.mode === 'replay') {
    return { files: [], exports: [], calls: { most: 1, isHidden: false } };
  }
  const compiled = compilePolicy(source, { metered: isCounted, extras });
  if (compiled.ok) return compiled;
  const { file, line, column, message, unreadable = false } = compiled;
  return rejected(unreadable ? 'invalid' : 'syntax', `${file}:${line}:${column}: ${message}`);
}

async function runIn(
  session: IsolateSession,
  plan: Plan,
  simulation: OpenSimulation,
): Promise<Uncosted> {
  const { decisions } = session.job;
  const complaint =
    decisions?.mode === 'replay'
      ? await loadTape(simulation, decisions.tape)
      : await loadPolicy(session, plan, simulation);
  if (complaint !== undefined) return complaint;
  const answer = await simulation.run(session.job.order);
  if ('broken' in answer) return failureOf(answer);
  if ('overWork' in answer) return rejected('timed-out', answer.overWork);
  const measured = { status: 'returned', ...answer } as const;
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
): Promise<Rejected | undefined> {
  const missing = simulation.functions.find((name) => !plan.exports.includes(name));
  const { entry } = session.job.source;
  if (missing !== undefined) return rejected('invalid', `${entry} does not export ${missing}`);
  await simulation.open(await openPolicyRealm(session, simulation.adapters, plan));
  const failure = await simulation.tryOut();
  return failure && rejected(failure.cause, failure.note);
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
  await simulation.open(await openPolicyRealm(session, simulation.adapters, plan));
  const again = await simulation.run(positions);
  if ('broken' in again) return again.broken;
  if ('overWork' in again) return again.overWork;
  const changed = positions.filter(
    (position, index) =>
      JSON.stringify(outcomes[position]) !== JSON.stringify(again.outcomes[index]),
  );
  return changed.length === 0 ? undefined : `cases ${changed.join(', ')} came out differently`;
}

function failureOf(answer: { readonly broken: string; readonly memory: boolean }): Uncosted {
  return answer.memory
    ? rejected('out-of-memory', 'the policy left no memory')
    : { status: 'simulation-failed', message: printable(answer.broken) };
}

/**
 * The result for an error that left the isolate. Its text may be the candidate's own, so lost memory counts only when
 * the isolate is gone or V8 says so.
 */
function verdictOn(error: unknown, session: IsolateSession, fault: Fault): Answer {
  const { isolate } = session;
  const message = messageOf(error);
  if (error instanceof SyntaxFault) return { result: rejected('syntax', message), spent: false };
  if (isolate.isDisposed || /allocation failed/i.test(message)) {
    return { result: rejected('out-of-memory', 'the memory limit was reached'), spent: true };
  }
  if (fault === 'candidate') return { result: rejected('crashed', message), spent: true };
  return { result: { status: 'simulation-failed', message: printable(message) }, spent: true };
}

/** Whether a clock ended an attempt: the watch, or the engine's own timer, which may be ahead of it. */
function isLate(error: unknown, { stop, deadline }: Watch): boolean {
  if (stop !== undefined) return true;
  const isTimeout = /execution timed out/.test(messageOf(error));
  return isTimeout && performance.now() >= deadline - TIMER_SLACK_MS;
}

/** The side that an unexpected error is attributed to. */
type Fault = 'simulation' | 'candidate';

/** The timer of an isolate may expire this much before the deadline by the clock. */
const TIMER_SLACK_MS = 5;

function rejected(reason: Rejected['reason'], feedback: string): Rejected {
  return { status: 'rejected', reason, feedback: printableQuote(feedback) };
}
