import type { CaseCause } from '../core/case.ts';
import { messageOf } from '../core/errors.ts';
import { LOADING, PROGRESS } from '../core/job-progress.ts';
import { streamFrom, type Rng } from '../core/rng.ts';
import { PolicyFailure } from './checks.ts';
import { createMembrane, type CaseReport, type Membrane, type PolicyRealm } from './membrane.ts';
import { createWorkTally } from './work-tally.ts';
import { adapterText, type MembraneMode } from './realm-text.ts';
import type { CaseTape } from './tape.ts';
import type { Outcome, Policy, Port } from './port.ts';

const { parse, stringify } = JSON;
/** Limit on an outcome's note, in characters. */
const MAX_NOTE_CHARACTERS = 300;

/** The exports of a problem's `simulation/index.ts`. */
export interface SimulationModule<P extends Port, W> {
  readonly port: P;
  /** Deterministic: everything random comes from `rng`, which is the same for every policy. */
  simulate(this: void, workload: W, policy: Policy<P>, rng: Rng): Outcome;
}

/** Options of a job's cases. Plain data: it comes as JSON. */
export interface ServeOptions {
  readonly mode: MembraneMode;
  readonly maxEvents: number;
  /** Left out where steps are not counted. */
  readonly maxSteps?: number;
  readonly readsSteps?: boolean;
}

/** Words of `load`'s keys for each case: the key of its stream, and the names of the policy's. */
const KEY_WORDS = 4;

/** One case as it leaves the simulation's realm. */
type CaseAnswer =
  | { valid: true; value: number; metrics: Record<string, number>; note?: string | undefined }
  | { valid: false; cause: CaseCause; note: string };

/** Why the policy has no outcome. */
export type CaseFailure = Extract<CaseAnswer, { valid: false }>;

/** The simulation's answer for the cases. */
export type RunAnswer =
  | {
      readonly outcomes: readonly CaseAnswer[];
      readonly decisions: number;
      /** Where the simulation reads the steps: the case that took the most. */
      readonly most?: { readonly position: number; readonly steps: number } | undefined;
    }
  /** Cases took so much work that the others were not run. */
  | { readonly overWork: string }
  /** The simulation threw; `memory` says that there was none left. */
  | { readonly broken: string; readonly memory: boolean };

/** A tape's shape without its numbers, which travel as one buffer. */
interface TapeShape {
  readonly numbers: number;
  readonly texts: readonly string[];
  readonly failure?: CaseTape['failure'];
}

/** The simulation's realm as the worker drives it: only primitives and buffers come out. */
export interface SimulationServer {
  /** JSON of `{ adapters, functions }`: the policy realm's text and the names it must export. */
  describe(this: void): string;
  /** Receives workloads as JSON, and `KEY_WORDS` 32-bit words for the random streams of each. */
  load(this: void, cases: string, keys: ArrayBuffer): void;
  /** Takes the memory of `PROGRESS.length` integers that the worker watches. */
  watch(this: void, progress: SharedArrayBuffer): void;
  /** Connects a policy realm. `clock` gives processor seconds; `realm` is left out in `replay` mode. */
  open(this: void, options: string, clock: () => number, realm?: PolicyRealm): void;
  /** In `replay` mode: the shapes as JSON and the numbers of all cases. */
  insert(this: void, shapes: string, numbers: ArrayBuffer): void;
  /** Makes one instance of the policy before any case; returns JSON of the CaseFailure when it cannot be made. */
  tryOut(this: void): string | undefined;
  /**
   * Runs the cases at these positions (JSON; null for all). Answers JSON of a RunAnswer.
   */
  run(this: void, positions: string): string;
  /** In `record` mode, after `run`: the shapes as JSON, and then the numbers. */
  tapeShapes(this: void): string;
  tapeNumbers(this: void): ArrayBuffer;
}

interface Workload {
  readonly id: string;
}

interface CaseRun {
  readonly id: string;
  readonly position: number;
  readonly report: CaseReport;
  readonly answer: CaseAnswer;
}

class BrokenSimulation extends Error {
  /** Whether memory ran out, which a policy can cause. */
  readonly memory: boolean;
  constructor(message: string, memory = false) {
    super(message);
    this.memory = memory;
  }
}

/**
 * Puts a simulation behind the strings that a sandbox worker speaks; the bundle of a simulation calls it.
 *
 * @internal
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of a job
export function serveSimulation<P extends Port>(
  simulation: SimulationModule<P, Workload>,
): SimulationServer {
  const { port, simulate } = checkedModule(simulation);
  let workloads: readonly Workload[] = [];
  let keys: Uint32Array = new Uint32Array(0);
  let membrane: Membrane<P> | undefined;
  let inserted: readonly CaseTape[] = [];
  let tapes: CaseTape[] = [];
  let progress: Int32Array = new Int32Array(PROGRESS.length);
  let options: ServeOptions = { mode: 'live', maxEvents: 0 };

  const runCase = (position: number): CaseRun => {
    const workload = workloads[position];
    if (workload === undefined || membrane === undefined) throw new Error('the job was not loaded');
    const at = position * KEY_WORDS;
    const rng = streamFrom([keys[at] ?? 0, keys[at + 1] ?? 0]);
    const seed = [keys[at + 2] ?? 0, keys[at + 3] ?? 0] as const;
    progress[PROGRESS.position] = position;
    let outcome: unknown;
    let thrown: unknown;
    try {
      outcome = simulate(workload, membrane.begin({ seed, tape: inserted[position] }), rng);
    } catch (error) {
      thrown = error;
    }
    const report = membrane.end();
    if (report.tape !== undefined) tapes.push(report.tape);
    progress[PROGRESS.done] = (progress[PROGRESS.done] ?? 0) + 1;
    const { id } = workload;
    return { id, position, report, answer: judge({ report, outcome, thrown }, id) };
  };
  const runAll = (positions: readonly number[]): RunAnswer => {
    const { maxSteps, readsSteps, mode } = options;
    const tally = createWorkTally({ maxSteps, cases: positions.length });
    const outcomes: CaseAnswer[] = [];
    let decisions = 0;
    progress[PROGRESS.done] = 0;
    for (const position of positions) {
      const { report, answer, ...place } = runCase(position);
      outcomes.push(answer);
      decisions += report.decisions;
      const overWork = mode === 'replay' ? undefined : tally.note(report, place);
      if (overWork !== undefined) return { overWork };
    }
    return { outcomes, decisions, most: readsSteps === true ? tally.most() : undefined };
  };
  return {
    describe: () => stringify({ adapters: adapterText(port), functions: Object.keys(port) }),
    load(cases, words) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the framework from the problem's cases
      workloads = parse(cases) as readonly Workload[];
      keys = new Uint32Array(words);
    },
    watch(memory) {
      progress = new Int32Array(memory);
    },
    open(given, clock, realm = noRealm) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the worker
      options = parse(given) as ServeOptions;
      membrane = createMembrane(port, realm, { ...options, clock, progress });
      tapes = [];
    },
    insert(shapes, numbers) {
      inserted = cutTape(shapes, new Float64Array(numbers));
    },
    tryOut() {
      progress[PROGRESS.position] = LOADING;
      let thrown: unknown;
      try {
        membrane?.begin({ seed: [0, 0] });
      } catch (error) {
        thrown = error;
      }
      const failure = membrane?.end().failure ?? thrown;
      if (failure === undefined) return undefined;
      const hasWork = !(failure instanceof PolicyFailure && failure.kind === 'timed-out');
      const cause = hasWork ? 'invalid' : 'timed-out';
      return stringify({ valid: false, cause, note: messageOf(failure) } satisfies CaseFailure);
    },
    run(positions) {
      try {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the worker
        const chosen = parse(positions) as readonly number[] | null;
        return stringify(runAll(chosen ?? [...workloads.keys()]));
      } catch (error) {
        if (!(error instanceof BrokenSimulation)) throw error;
        const { message: broken, memory } = error;
        return stringify({ broken, memory } satisfies RunAnswer);
      }
    },
    tapeShapes: () => stringify(tapes.map(shapeOf)),
    tapeNumbers: () => joined(tapes.map(({ numbers }) => numbers)),
  };
}

function checkedModule<P extends Port>(
  simulation: Partial<SimulationModule<P, Workload>>,
): SimulationModule<P, Workload> {
  const { port, simulate } = simulation;
  if (port === undefined) throw new TypeError('the simulation must export its port');
  if (simulate === undefined) throw new TypeError('the simulation must export a function simulate');
  return { port, simulate };
}

const noRealm: PolicyRealm = {
  instantiate: () => [],
  float64: (length) => new Float64Array(length),
  int32: (length) => new Int32Array(length),
  describe: String,
  seed: () => undefined,
  select: () => undefined,
  allow: () => undefined,
  steps: () => 0,
  see: () => undefined,
  isTooDeep: () => false,
  forget: () => undefined,
};

/** The outcome of a case: a policy that failed is invalid, whatever the simulation returned. */
function judge(
  seen: { readonly report: CaseReport; readonly outcome: unknown; readonly thrown: unknown },
  id: string,
): CaseAnswer {
  const failure = seen.report.failure ?? seen.thrown;
  if (failure instanceof PolicyFailure) {
    return { valid: false, cause: failure.kind, note: failure.message };
  }
  if (seen.thrown !== undefined) {
    const text = placeOf(seen.thrown);
    throw new BrokenSimulation(`case ${id}: ${text}`, text.includes('allocation failed'));
  }
  return answerOf(seen.outcome, id);
}

function answerOf(outcome: unknown, id: string): CaseAnswer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each member is checked below
  const { value, metrics = {}, note } = (outcome ?? {}) as Partial<Outcome>;
  const kept: Record<string, number> = {};
  // This runs a thousand times in code that is not optimised yet: no entries, no copies.
  for (const name in metrics) kept[name] = finite(metrics[name], { id, name });
  const clean = {
    valid: true,
    value: finite(value, { id, name: 'value' }),
    metrics: kept,
  } as const;
  return note === undefined ? clean : { ...clean, note: note.slice(0, MAX_NOTE_CHARACTERS) };
}

/** Without the sign of a negative zero. */
function finite(value: unknown, place: { readonly id: string; readonly name: string }): number {
  if (typeof value === 'number' && value - value === 0) return value + 0;
  throw new BrokenSimulation(
    `case ${place.id}: simulate returned ${String(value)} as ${place.name}`,
  );
}

function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `simulate threw ${String(thrown)}`;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [`${thrown.name}: ${thrown.message}`, ...frames.slice(0, 4)].join('\n');
}

function shapeOf({ numbers, texts, failure }: CaseTape): TapeShape {
  return { numbers: numbers.length, texts, failure };
}

function cutTape(shapes: string, numbers: Float64Array): CaseTape[] {
  let start = 0;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `tapeShapes`
  return (parse(shapes) as readonly TapeShape[]).map(({ numbers: length, texts, failure }) => {
    start += length;
    return { numbers: numbers.subarray(start - length, start), texts, failure };
  });
}

function joined(parts: readonly Float64Array[]): ArrayBuffer {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all.buffer;
}
