import type { Problem, Proposer, Queue, Search } from '../core/contracts.ts';
import type { LoggedEvent, RunFinished, RunStarted, Store } from '../core/events.ts';
import type { Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';

/** When a run ends. What is left out never ends it. */
export interface Budget {
  /** Full train evaluations of candidates. Reserved before they are spent and never exceeded. */
  readonly evaluations?: number | undefined;
  /** Running time, pauses left out. */
  readonly wallSeconds?: number | undefined;
  /** Stop when a program's train fitness reaches this. */
  readonly targetFitness?: number | undefined;
  /** Stop after this many evaluations without a better train fitness. */
  readonly plateauEvaluations?: number | undefined;
}

/** Cheap cases first: a candidate that is clearly worse than its parent on them goes no further. */
export interface Cascade {
  /** How many train cases, evenly spread over the split. */
  readonly cases: number;
  /** Standard errors of the paired difference by which a candidate must fall short. */
  readonly threshold: number;
}

/** Decides which proposer makes the next candidate. Its state is a fold over the log. */
export interface ProposerChoice {
  choose(rng: Rng): string;
  reward(result: {
    readonly name: string;
    /** Fitness gained over the parent; 0 when nothing was gained or nothing came out. */
    readonly improvement: number;
    readonly placed: boolean;
    /** Evaluations in strict order, seconds in eager order. */
    readonly cost: number;
  }): void;
}

/** Everything a run needs, already made. `config/compose.ts` makes it from run.yaml. */
export interface RunPlan {
  readonly problem: Problem;
  /** Texts of generation zero, in the order of the problem's seeds; empty for a start from nothing. */
  readonly seeds: readonly { readonly name: string; readonly source: Source }[];
  /** Policies measured for comparison only. */
  readonly baselines: readonly { readonly name: string; readonly source: Source }[];
  readonly search: Search;
  readonly proposers: readonly Proposer[];
  readonly choice: ProposerChoice;
  /** Makes programs when the search has no parent to offer. */
  readonly starter: Proposer;
  readonly queue: Queue;
  readonly store: Store;
  readonly rng: Rng;
  readonly order: 'strict' | 'eager';
  /** Candidates between being asked for and being committed. Part of what a seed decides. */
  readonly window: number;
  readonly proposalSlots: number;
  readonly budget: Budget;
  readonly cascade?: Cascade | undefined;
  /** Number of train cases, for the cascade. */
  readonly trainCases: number;
  /** Programs measured on the test split at the end, besides seeds and baselines. */
  readonly finalists: number;
  readonly started: RunStarted;
  /** Digest that is equal for programs that differ in layout and names only. */
  readonly normalHash: (source: Source) => string | undefined;
  /** Told of every event, those read back from the log first. */
  readonly onEvent?: ((logged: LoggedEvent) => void) | undefined;
}

/** How `evolve` ended. */
export type RunEnd =
  | { readonly status: 'finished'; readonly reason: RunFinished['reason'] }
  | { readonly status: 'paused' };
