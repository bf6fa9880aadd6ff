import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  bundleSimulation,
  DEFAULT_WORK,
  gateSource,
  withPlacesOf,
  type Case,
  type CaseOutcome,
  type Cost,
  type EvaluationContext,
  type Evaluator,
  type FailedAudit,
  type IsolateJob,
  type IsolateLimits,
  type IsolateResult,
  type LimitOverrides,
  type MeasuredCase,
  type Measurement,
  type SimulationBundle,
  type Source,
} from 'adrs-lab';

/** A problem whose policy is measured by a simulation in TypeScript. */
export interface SimulationEvaluatorOptions {
  /** Module that exports `port` (see `definePort`) and `simulate(workload, policy, rng)`. */
  readonly simulation: URL;
  readonly limits?: LimitOverrides | undefined;
  /**
   * Whether the simulation reads `policy.steps()`. Steps are counted in every case then, which takes a tenth to twice
   * the time of the policy in addition; else only where a case takes long. False when left out.
   */
  readonly readsSteps?: boolean | undefined;
  /**
   * What policies may use in addition: `bigint` and `regexp`. Their time cannot be bounded by steps, so that a clock may
   * decide on a policy that uses them.
   */
  readonly extras?: readonly ('bigint' | 'regexp')[] | undefined;
}

const DEFAULT_LIMITS: IsolateLimits = {
  maxSteps: DEFAULT_WORK.steps,
  maxEvents: DEFAULT_WORK.events,
  cpuSeconds: 60,
  memoryMb: 128,
};
const FREE: Cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };

/**
 * Measures a policy by a simulation that runs next to it in the sandbox. The simulation is bundled
 * when it is first needed. `measure` throws PluginError when the simulation cannot be bundled.
 */
export function simulationEvaluator(options: SimulationEvaluatorOptions): Evaluator {
  const { simulation } = options;
  const limits = merged(DEFAULT_LIMITS, options.limits);
  let bundle: Promise<SimulationBundle> | undefined;
  const bundled = (): Promise<SimulationBundle> => (bundle ??= bundleSimulation(simulation));
  return {
    name: 'simulation',
    limits,
    simulation,
    async measure(source, context) {
      const complaint = gateSource(source);
      if (complaint !== undefined) {
        return { status: 'rejected', reason: 'invalid', feedback: complaint, cost: FREE };
      }
      const seed = seedOf(context);
      const cases = casesOf(context.cases);
      const given = merged(limits, context.limits);
      const { extras, readsSteps } = options;
      const job = {
        simulation: await bundled(),
        cases,
        source,
        seed,
        limits: given,
        readsSteps,
        extras,
      };
      return measureJob(job, context, simulation);
    },
    async fingerprint() {
      const { hash } = await bundled();
      return sha256(JSON.stringify([hash, limits, options.extras]));
    },
  };
}

/** A limit that is left out, or undefined, keeps its default. */
function merged(defaults: IsolateLimits, changes: LimitOverrides = {}): IsolateLimits {
  const {
    maxSteps = defaults.maxSteps,
    maxEvents = defaults.maxEvents,
    cpuSeconds = defaults.cpuSeconds,
    memoryMb = defaults.memoryMb,
    timeoutMs = defaults.timeoutMs,
  } = changes;
  const wall = timeoutMs === undefined ? {} : { timeoutMs };
  return { maxSteps, maxEvents, cpuSeconds, memoryMb, ...wall };
}

async function measureJob(
  job: IsolateJob,
  context: EvaluationContext,
  simulation: URL,
): Promise<Measurement> {
  const { sandboxes, signal, audit = false } = context;
  const startedAt = performance.now();
  const recording = { ...job, decisions: { mode: 'record' } } as const;
  const result = await sandboxes.isolate.run(audit ? recording : job, signal);
  const cost = costOf(result, startedAt);
  if (result.status === 'simulation-failed') {
    const { script } = job.simulation;
    const placed = await withPlacesOf(simulation, { script, message: result.message });
    return { status: 'failed', message: messageFor(fileURLToPath(simulation), placed), cost };
  }
  if (result.status === 'rejected') {
    return rejectedBy(result, cost);
  }
  const failedAudit = audit ? await auditOf(job, context, result) : undefined;
  if (failedAudit !== undefined && 'status' in failedAudit) return rejectedBy(failedAudit, cost);
  return {
    status: 'measured',
    outcomes: withIds(result.outcomes, context.cases),
    cost,
    note: noteOn(result, job, context.cases),
    failedAudit,
  };
}

function rejectedBy({ reason, feedback, byClock }: Rejected, cost: Cost): Measurement {
  return { status: 'rejected', reason, feedback, cost, ...(byClock && { byClock }) };
}

/** What was used of the steps that are allowed, where they are counted for every program. */
function noteOn(
  { most }: Returned,
  { limits }: IsolateJob,
  cases: readonly Case[],
): string | undefined {
  if (most === undefined) return undefined;
  const id = cases[most.position]?.id ?? '';
  return `steps: at most ${most.steps} of ${limits.maxSteps} a case, in ${id}`;
}

/** The outcomes under the ids of their cases; a worker that a candidate took over may send too many. */
function withIds(
  outcomes: readonly CaseOutcome[],
  cases: readonly Case[],
): readonly MeasuredCase[] {
  return cases.flatMap(({ id }, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [{ ...outcome, id }];
  });
}

type Returned = Extract<IsolateResult, { status: 'returned' }>;
type Rejected = Extract<IsolateResult, { status: 'rejected' }>;

/** The evidence against the outcomes: state that leaks, or a replay of the decisions that ends differently. */
async function auditOf(
  job: IsolateJob,
  context: EvaluationContext,
  recorded: Returned,
): Promise<FailedAudit | Rejected | undefined> {
  const { leak } = recorded;
  if (leak !== undefined) return { reason: 'state leaks between cases', evidence: { leak } };
  const difference = await replayed(job, context, recorded);
  if (difference !== undefined) {
    if (typeof difference === 'object') return difference;
    return { reason: 'a replay of its decisions gave another result', evidence: { difference } };
  }
  const changed = await inAnotherOrder(job, context, recorded);
  if (changed === undefined || typeof changed === 'object') return changed;
  return { reason: 'state leaks between cases', evidence: { leak: changed } };
}

/**
 * Runs every case once more, in another order and in an isolate of its own, where the engine has not yet seen the
 * policy: what a case tells the next one, be it by how quick or how deep its code now runs, is told to others here.
 * Answers what differs, if anything does.
 */
async function inAnotherOrder(
  job: IsolateJob,
  { sandboxes, signal, cases, rng }: EvaluationContext,
  { outcomes }: Returned,
): Promise<string | Rejected | undefined> {
  if (outcomes.length < 2) return undefined;
  const order = otherOrder(rng, outcomes.length);
  const result = await sandboxes.isolate.run({ ...job, order }, signal);
  if (result.status === 'rejected' && result.byClock) return result;
  if (result.status !== 'returned') return `in another order the cases ended as ${result.status}`;
  const index = order.findIndex((at, place) => {
    const [first, again] = [outcomes[at], result.outcomes[place]];
    return first === undefined || !isSame(first, again);
  });
  if (index < 0) return undefined;
  const at = order[index] ?? 0;
  return `case ${cases[at]?.id ?? at} came out differently in another order`;
}

/** A shuffled order that begins with neither the first case nor, where there are three, the one after it. */
function otherOrder(rng: EvaluationContext['rng'], count: number): readonly number[] {
  const order = rng.fork('another order').shuffle([...Array(count).keys()]);
  const first = order.findIndex((at) => at >= Math.min(2, count - 1));
  return [...order.slice(first), ...order.slice(0, first)];
}

/**
 * Runs the simulation alone on the recorded decisions; answers what differs, if anything does. A replay that a clock
 * ended shows nothing about the candidate.
 */
async function replayed(
  job: IsolateJob,
  { sandboxes, signal, cases }: EvaluationContext,
  { outcomes, tape = '' }: Returned,
): Promise<string | Rejected | undefined> {
  const source: Source = { entry: 'policy.ts', files: { 'policy.ts': '' } };
  const decisions = { mode: 'replay', tape } as const;
  const result = await sandboxes.isolate.run({ ...job, source, decisions }, signal);
  if (result.status === 'rejected' && result.byClock) return result;
  if (result.status !== 'returned') return `the replay ended as ${result.status}`;
  const index = outcomes.findIndex((outcome, at) => !isSame(outcome, result.outcomes[at]));
  return index < 0 ? undefined : `case ${cases[index]?.id ?? index}`;
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

function messageFor(file: string, message: string): string {
  return `the simulation ${file} failed: ${message.replaceAll(/ +$/gm, '')}`;
}

/** Equal for every candidate, because the context's stream is. */
function seedOf({ rng }: EvaluationContext): string {
  const stream = rng.fork('simulation');
  return `${stream.integer(2 ** 32)}-${stream.integer(2 ** 32)}`;
}

const texts = new WeakMap<readonly Case[], IsolateJob['cases']>();

/** The workloads as JSON, made once for each list of cases. */
function casesOf(cases: readonly Case[]): IsolateJob['cases'] {
  const known = texts.get(cases);
  if (known !== undefined) return known;
  const json = JSON.stringify(cases);
  const made = { json, hash: sha256(json), count: cases.length };
  texts.set(cases, made);
  return made;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
