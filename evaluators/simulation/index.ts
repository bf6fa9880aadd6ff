import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  bundleSimulation,
  gateSource,
  PluginError,
  summarise,
  type BoundedCase,
  type CaseOutcome,
  type Cost,
  type Evaluation,
  type EvaluationContext,
  type Evaluator,
  type IsolateJob,
  type IsolateLimits,
  type IsolateResult,
  type LimitOverrides,
  type SimulationBundle,
  type Source,
} from 'adrs';

/** A problem whose policy is measured by a simulation in TypeScript. */
export interface SimulationEvaluatorOptions {
  /** Module that exports `port` (see `definePort`) and `simulate(workload, policy, rng)`. */
  readonly simulation: URL;
  /** What one evaluation may take, all its cases together. */
  readonly limits?: LimitOverrides | undefined;
}

const DEFAULT_LIMITS: IsolateLimits = { timeoutMs: 10_000, memoryMb: 128, maxEvents: 10_000_000 };
const FREE: Cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };

/**
 * Measures a policy by a simulation that runs next to it in the sandbox. The simulation is bundled
 * when it is first needed. `evaluate` throws PluginError when the simulation cannot be bundled, throws,
 * or answers something that is no outcome.
 */
export function simulationEvaluator(options: SimulationEvaluatorOptions): Evaluator {
  const { simulation } = options;
  const limits = merged(DEFAULT_LIMITS, options.limits);
  let bundle: Promise<SimulationBundle> | undefined;
  const bundled = (): Promise<SimulationBundle> => (bundle ??= bundleSimulation(simulation));
  return {
    name: 'simulation',
    limits,
    async evaluate(source, context) {
      const complaint = gateSource(source);
      if (complaint !== undefined) return rejected('invalid', complaint, FREE);
      const seed = seedOf(context);
      const cases = casesOf(context.cases);
      const given = merged(limits, context.limits);
      const job = { simulation: await bundled(), cases, source, seed, limits: given };
      return measure(job, context, fileURLToPath(simulation));
    },
    async fingerprint() {
      const { hash } = await bundled();
      return sha256(JSON.stringify([hash, limits]));
    },
  };
}

/** A limit that is left out, or undefined, keeps its default. */
function merged(defaults: IsolateLimits, changes: LimitOverrides = {}): IsolateLimits {
  const {
    timeoutMs = defaults.timeoutMs,
    memoryMb = defaults.memoryMb,
    maxEvents = defaults.maxEvents,
    maxSteps = defaults.maxSteps,
  } = changes;
  return { timeoutMs, memoryMb, maxEvents, ...(maxSteps === undefined ? {} : { maxSteps }) };
}

async function measure(
  job: IsolateJob,
  context: EvaluationContext,
  file: string,
): Promise<Evaluation> {
  const { sandbox, signal, audit = false } = context;
  const startedAt = performance.now();
  const live = audit ? recording(job) : job;
  const result = await sandbox.run(live, signal);
  const cost = costOf(result, startedAt);
  if (result.status === 'simulation-failed') throw brokenSimulation(file, result.message);
  if (result.status === 'rejected') return rejected(result.reason, result.feedback, cost);
  const { leak } = result;
  if (leak !== undefined) {
    return { status: 'quarantined', reason: 'state leaks between cases', evidence: { leak }, cost };
  }
  const difference = audit ? await replayed(job, context, result) : undefined;
  if (difference !== undefined) {
    const reason = 'a replay of its decisions gave another result';
    return { status: 'quarantined', reason, evidence: { difference }, cost };
  }
  return summarise(result.outcomes, context, cost);
}

/**
 * The same job with its decisions written down. That takes several times as long, up to 13 times where
 * views are large, which must not cost a policy close to the limit its crown.
 */
function recording(job: IsolateJob): IsolateJob {
  const { limits } = job;
  const timeoutMs = limits.timeoutMs * RECORDING_FACTOR;
  return { ...job, limits: { ...limits, timeoutMs }, decisions: { mode: 'record' } };
}

const RECORDING_FACTOR = 30;

type Returned = Extract<IsolateResult, { status: 'returned' }>;

/** Runs the simulation alone on the recorded decisions; answers what differs, if anything does. */
async function replayed(
  job: IsolateJob,
  { sandbox, signal, cases }: EvaluationContext,
  { outcomes, tape = '' }: Returned,
): Promise<string | undefined> {
  const source: Source = { entry: 'policy.ts', files: { 'policy.ts': '' } };
  const decisions = { mode: 'replay', tape } as const;
  const result = await sandbox.run({ ...job, source, decisions }, signal);
  if (result.status !== 'returned') return `the replay ended as ${result.status}`;
  const index = outcomes.findIndex((outcome, at) => !isSame(outcome, result.outcomes[at]));
  return index < 0 ? undefined : `case ${cases[index]?.workload.id ?? index}`;
}

/** Bit for bit: outcomes hold only finite numbers and texts, which JSON writes exactly. */
function isSame(outcome: CaseOutcome, other: CaseOutcome | undefined): boolean {
  return JSON.stringify(outcome) === JSON.stringify(other);
}

function costOf(result: IsolateResult, startedAt: number): Cost {
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = result.status === 'simulation-failed' ? 0 : result.cpuSeconds;
  return {
    wallSeconds,
    cpuSeconds,
    decisions: result.status === 'returned' ? result.decisions : 0,
  };
}

function rejected(
  reason: Extract<Evaluation, { status: 'rejected' }>['reason'],
  feedback: string,
  cost: Cost,
): Evaluation {
  return { status: 'rejected', reason, feedback, cost };
}

function brokenSimulation(file: string, message: string): PluginError {
  // Places in the bundle mean nothing to its author; the names of the functions do.
  const told = message.replaceAll(/ \(?adrs:[0-9a-f]+:\d+:\d+\)?/g, '');
  return new PluginError(`the simulation ${file} failed: ${told}`, {
    hint: 'A simulation must answer every policy with a finite value; fix it and resume the run.',
  });
}

/** Equal for every candidate, because the context's stream is. */
function seedOf({ rng }: EvaluationContext): string {
  const stream = rng.fork('simulation');
  return `${stream.integer(2 ** 32)}-${stream.integer(2 ** 32)}`;
}

const texts = new WeakMap<readonly BoundedCase[], IsolateJob['cases']>();

/** The workloads as JSON, made once for each list of cases; bounds stay here. */
function casesOf(cases: readonly BoundedCase[]): IsolateJob['cases'] {
  const known = texts.get(cases);
  if (known !== undefined) return known;
  const json = JSON.stringify(cases.map(({ workload }) => workload));
  const made = { json, hash: sha256(json) };
  texts.set(cases, made);
  return made;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
