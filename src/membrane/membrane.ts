import type { CaseCause } from '../core/case.ts';
import { withEscapes } from '../core/hidden-characters.ts';
import { PROGRESS } from '../core/job-progress.ts';
import { TOO_DEEP } from '../core/nested-calls.ts';
import { createPlayer, createDecisionRecorder, type CaseTape } from './tape.ts';
import { meterEvents } from './event-meter.ts';
import { copyNumbers, copyPermutation, kindOf, PolicyFailure, readJson } from './checks.ts';
import { stubText, type MembraneMode } from './realm-text.ts';
import type { Policy, Port, View } from './port.ts';

/** The policy's side of the membrane, as the simulation's side sees it. Nothing it returns is trusted. */
export interface PolicyRealm {
  /** Runs the policy's modules again; returns the adapters of `adapterText`, in order. */
  readonly instantiate: () => readonly unknown[];
  readonly float64: (length: number) => View;
  readonly int32: (length: number) => View;
  /** Message for a value that policy code threw, with the place. */
  readonly describe: (thrown: unknown) => unknown;
  /** Forgets all random streams; the stream of instance k is named by `high`, `low` and k. */
  readonly seed: (high: number, low: number) => void;
  /** Lets `Math.random` draw from the stream of instance `index`. */
  readonly select: (index: number) => void;
  /** Sets the number of steps that a metered policy may take from now on. */
  readonly allow: (steps: number) => void;
  /** Steps taken since then. */
  readonly steps: () => number;
  /** Looks at what left the policy's code: its calls may have been nested too deep. */
  readonly see: (thrown: unknown) => void;
  /** Whether they were, in this case, even if the policy caught what the engine threw. */
  readonly isTooDeep: () => boolean;
  /** Begins a case. */
  readonly forget: () => void;
}

/** Options of a membrane. */
export interface MembraneOptions {
  readonly mode: MembraneMode;
  /** Policy calls and simulated events a case. */
  readonly maxEvents: number;
  /** Steps a case, if they are counted: the policy then holds the calls of its meter. */
  readonly maxSteps?: number | undefined;
  /** Whether the simulation may read the steps; they are counted then. */
  readonly readsSteps?: boolean | undefined;
  /** Processor seconds used so far. */
  readonly clock: () => number;
  /** Where the members of `PROGRESS` are written. */
  readonly progress?: Int32Array | undefined;
}

/** The report on a finished case. */
export interface CaseReport {
  /** The policy's failure, if it failed. */
  readonly failure: PolicyFailure | undefined;
  readonly decisions: number;
  /** Of the policy; 0 where they are not counted. */
  readonly steps: number;
  /** Policy calls and simulated events. */
  readonly events: number;
  /** In `record` mode. */
  readonly tape: CaseTape | undefined;
}

/** The inputs of a case. */
export interface CaseStart {
  /** Names the policy's random streams: two 32-bit words. */
  readonly seed: readonly [high: number, low: number];
  /** In `replay` mode. */
  readonly tape?: CaseTape | undefined;
}

/** Makes the handles through which a simulation reaches a policy, case after case. */
export interface Membrane<P extends Port> {
  /** A handle of a fresh instance. Throws PolicyFailure when the policy's modules cannot run. */
  begin(start: CaseStart): Policy<P>;
  end(): CaseReport;
}

interface Controls {
  readonly spawn: () => unknown;
  readonly float64: (length: number) => View;
  readonly int32: (length: number) => View;
  readonly cpuSeconds: () => number;
  readonly timed: <T>(work: () => T) => T;
  readonly steps: () => number;
}

type StubMaker = (instance: {
  readonly id: number;
  readonly adapters: readonly unknown[];
  readonly views: ReadonlySet<unknown>;
  readonly own: Controls;
}) => unknown;

const NO_ADAPTERS: readonly unknown[] = [];

/**
 * Builds the membrane of a port over a realm. The stubs are generated, one function literal for each
 * function of the port, so that the engine can specialise every one of them.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of the running case
export function createMembrane<P extends Port>(
  port: P,
  realm: PolicyRealm,
  options: MembraneOptions,
): Membrane<P> {
  const { mode, maxEvents, maxSteps, readsSteps = false, clock } = options;
  const { progress = new Int32Array(PROGRESS.length) } = options;
  const isMetered = maxSteps !== undefined && mode !== 'replay';
  const recorder = createDecisionRecorder();
  const player = createPlayer();
  let failure: PolicyFailure | undefined;
  let first = 0;
  let next = 0;
  let allowance = maxEvents;

  /** Events used when the policy failed. */
  let ended: number | undefined;

  const endCase = (message: string, kind: CaseCause = 'invalid'): never => {
    failure ??= new PolicyFailure(withEscapes(message), kind);
    ended ??= allowance - state.left;
    state.left = -1;
    progress[PROGRESS.inPolicy] = 0;
    throw failure;
  };
  const state = {
    left: 0,
    ticks: 0,
    current: -1,
    // In a replay the failure is known from the start and comes when the allowance is used up.
    stop: (): never =>
      endCase(failure?.message ?? `more than ${maxEvents} events in one case`, 'timed-out'),
  };
  const enter = (id: number): void => {
    if (id < first) throw new Error('a policy handle outlived its case');
    if (state.left < 0) state.stop();
    if (mode !== 'replay') realm.select(id - first);
    state.current = id;
  };
  const fail = (name: string, thrown: unknown): never => {
    realm.see(thrown);
    if (realm.isTooDeep()) return endCase(TOO_DEEP, 'timed-out');
    const hasWork = !isMetered || realm.steps() <= maxSteps;
    return endCase(`${name} threw ${textOf(realm, thrown)}`, hasWork ? 'crashed' : 'timed-out');
  };
  /** Runs a check whose reads may run the policy's code. */
  const guarded = <T>(name: string, check: () => T): T => {
    if (isMetered) progress[PROGRESS.inPolicy] = 1;
    try {
      const checked = check();
      progress[PROGRESS.inPolicy] = 0;
      return checked;
    } catch (error) {
      if (error instanceof PolicyFailure) return endCase(error.message, error.kind);
      return fail(name, error);
    }
  };
  const guard = {
    ...recorder,
    progress,
    state,
    enter,
    fail,
    said: player,
    stringify: JSON.stringify,
    bad: (name: string, answer: unknown, wanted: string) =>
      endCase(`${name} returned ${kindOf(answer)}, not ${wanted}`),
    view(views: ReadonlySet<unknown>, view: unknown) {
      if (views.has(view)) return view;
      throw new TypeError(
        'a view must come from the float64 or int32 of the handle it is passed to',
      );
    },
    numbers: (name: string, answer: unknown, limits: Parameters<typeof copyNumbers>[2]) =>
      guarded(name, () => copyNumbers(name, answer, limits)),
    permutation: (name: string, answer: unknown, limits: Parameters<typeof copyNumbers>[2]) =>
      guarded(name, () => copyPermutation(name, answer, limits)),
    parse: (name: string, answer: unknown, maxBytes: number) =>
      guarded(name, () => readJson(name, answer, maxBytes)),
  };
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func, typescript/no-unsafe-type-assertion -- text made from the port alone, by trusted code
  const makeStubs = new Function('guard', stubText(port, { mode, marks: isMetered }))(
    guard,
  ) as StubMaker;

  const adaptersOf = (): readonly unknown[] => {
    if (mode === 'replay') return NO_ADAPTERS;
    if (isMetered) progress[PROGRESS.inPolicy] = 1;
    try {
      const adapters = realm.instantiate();
      progress[PROGRESS.inPolicy] = 0;
      return adapters;
    } catch (error) {
      return fail('loading the policy', error);
    }
  };
  const openInstance = (): Policy<P> => {
    const id = next;
    next += 1;
    state.left -= 1;
    enter(id);
    const views = new Set<unknown>();
    const keep = (made: View): View => {
      views.add(made);
      if (mode === 'record') recorder.watch(made);
      if (mode === 'replay') player.watch(made);
      return made;
    };
    let used = 0;
    const recorded = (measure: () => number): number => {
      if (mode === 'replay') return player.raw();
      const value = measure();
      if (mode === 'record') recorder.noteRaw(value);
      return value;
    };
    const own: Controls = {
      spawn: openInstance,
      float64: (length) =>
        keep(mode === 'replay' ? new Float64Array(length) : realm.float64(length)),
      int32: (length) => keep(mode === 'replay' ? new Int32Array(length) : realm.int32(length)),
      cpuSeconds: () => recorded(() => used),
      steps: () => recorded(() => (readsSteps && isMetered ? realm.steps() : 0)),
      timed(work) {
        const start = clock();
        try {
          return work();
        } finally {
          used += clock() - start;
        }
      },
    };
    const handle = makeStubs({ id, adapters: adaptersOf(), views, own });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the text has a member for each of the port
    return handle as Policy<P>;
  };
  return {
    begin({ seed, tape }) {
      failure = undefined;
      ended = undefined;
      first = next;
      allowance = maxEvents;
      if (mode === 'replay' && tape !== undefined) {
        player.load(tape);
        if (tape.failure !== undefined) {
          failure = new PolicyFailure(tape.failure.message, tape.failure.kind);
          allowance = tape.failure.after - 1;
        }
      }
      state.left = allowance;
      state.ticks = 0;
      meterEvents(state);
      if (mode !== 'replay') realm.seed(...seed);
      if (isMetered) realm.allow(maxSteps);
      realm.forget();
      return openInstance();
    },
    // oxlint-disable-next-line complexity -- each limit may have been passed and the error caught
    end() {
      meterEvents(undefined);
      // A policy may have caught what its counter threw, and answered all the same.
      if (ended === undefined && realm.isTooDeep()) {
        failure = new PolicyFailure(TOO_DEEP, 'timed-out');
        ended = allowance - state.left;
      }
      if (isMetered && ended === undefined && realm.steps() > maxSteps) {
        failure = new PolicyFailure(`more than ${maxSteps} steps in one case`, 'timed-out');
        ended = allowance - state.left;
      }
      const used = ended ?? allowance - state.left;
      const tape = {
        ...recorder.take(),
        failure: failure && { after: used, message: failure.message, kind: failure.kind },
      };
      return {
        failure: ended === undefined ? undefined : failure,
        decisions: used - state.ticks - (next - first),
        steps: isMetered ? realm.steps() : 0,
        events: used,
        tape: mode === 'record' ? tape : undefined,
      };
    },
  };
}

/** The policy realm's description of a thrown value, at most 200 characters. */
function textOf(realm: PolicyRealm, thrown: unknown): string {
  try {
    const text = realm.describe(thrown);
    return typeof text === 'string' ? text.slice(0, 200) : 'something without a text';
  } catch {
    return 'something that cannot be described';
  }
}
