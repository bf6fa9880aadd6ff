import type { Queue } from '../core/evaluator.ts';
import type { Problem } from '../core/problem.ts';
import type { Advisor, Objection, Proposer } from '../core/proposer.ts';
import type { Search } from '../core/search.ts';
import type {
  CallFailure,
  ModelSpending,
  ProblemChanged,
  RunChanges,
  RunFinished,
  RunStarted,
} from '../core/events.ts';
import type { LoggedEvent, Store } from '../core/store.ts';
import type { Completion, LanguageModel } from '../core/model.ts';
import type { Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import type { RetryOptions } from '../models/with-retry.ts';
import type { SpendingLimits } from './spending.ts';

/** Limits that end a run. A limit that is left out never ends it. */
export interface Budget {
  /** Full train evaluations of candidates. Reserved before they are spent and never exceeded. */
  readonly evaluations?: number | undefined;
  /** On models. Reserved before it is spent; exceeded only by what providers bill beyond the worst case. */
  readonly spending?: SpendingLimits | undefined;
  /** Running time, pauses left out. */
  readonly wallSeconds?: number | undefined;
  /** Stop when a program's train fitness reaches this. */
  readonly targetFitness?: number | undefined;
  /** Stop after this many evaluations without a better train fitness. */
  readonly plateauEvaluations?: number | undefined;
  /** Proposals in a row without a program after which a run stops: of all, 2,000, and of models, 40 by default. */
  readonly drops?: DropLimits | undefined;
}

/** See `Budget.drops`. */
export interface DropLimits {
  readonly all?: number | undefined;
  readonly models?: number | undefined;
}

/** Cheap cases first: a candidate that is clearly worse than its parent on them goes no further. */
export interface Cascade {
  /** Number of train cases, evenly spread over the split. */
  readonly cases: number;
  /** Standard errors of the paired difference by which a candidate must fall short. */
  readonly threshold: number;
}

/** Decides which proposer makes the next candidate. Its state is a fold over the log. */
export interface ProposerChoice {
  /** One of those that are `usable`; undefined when none is. */
  choose(rng: Rng, usable?: (name: string) => boolean): string | undefined;
  /** Learns from the outcome of a proposal. */
  reward(result: {
    readonly name: string;
    /** Fitness gained over the parent; 0 when nothing was gained or there is no program. */
    readonly improvement: number;
    readonly placed: boolean;
    /** Evaluations, dollars and seconds of models, each as a share of what the run has; above 0. */
    readonly cost: number;
  }): void;
}

/** Policy for calls to models. */
export interface CallPolicy {
  readonly retry: RetryOptions;
  /** Replies of an earlier run. */
  readonly replies?: ReplySource | undefined;
  /** Handling of a question that has no recorded reply. */
  readonly misses: 'ask' | 'fail';
}

/** Calls of an earlier run, by the key of the request. */
export interface ReplySource {
  /** The attempts that decided the request, in order; undefined or empty when it was never asked. */
  find(key: string): readonly RecordedAttempt[] | undefined;
}

/** The outcome of one attempt. */
export type RecordedAttempt = { readonly spent: ModelSpending } & (
  | { readonly completion: Completion }
  | {
      readonly completion?: undefined;
      readonly failure: CallFailure;
    }
);

/** An advisor and when it is asked. */
export interface AdvisorPlan {
  readonly advisor: Advisor;
  /** After so many programs of models, or after so many evaluations without a better train fitness. */
  readonly every:
    | { readonly programs: number; readonly plateau?: undefined }
    | { readonly programs?: undefined; readonly plateau: number };
}

/** A program is turned away when it is this similar to one of its island, in (0, 1]. */
export interface Novelty {
  /** Similarity on an island from which a program is turned away, in (0, 1]. */
  readonly threshold: (island: number) => number;
  /** Undefined for a text that cannot be read. */
  readonly sketch: (source: Source) => Promise<Uint32Array | undefined> | Uint32Array;
  /** Similarity of two sketches, in [0, 1]. */
  readonly similarity: (a: Uint32Array, b: Uint32Array) => number;
  /** A second check, of programs that pass the sketches. */
  readonly embedding?: Embedding | undefined;
}

/** Turns programs into vectors. */
export interface Embedding {
  /** Answers a program's text with a vector, as `encodeVector` writes it. */
  readonly model: LanguageModel;
  /** Cosine from which two programs count as the same, in (0, 1]. */
  readonly threshold: number;
}

/** An earlier run that this one follows, candidate by candidate. */
export interface FollowedRun {
  /** Ordinals in the order of their commits. */
  readonly ordinals: readonly number[];
  /** The reason of its end; undefined when it did not end. */
  readonly reason: RunFinished['reason'] | undefined;
}

/** The comparison that a program's text is read by. */
export interface InspectContext {
  /** The program that it was made from; a fault that this has, too, is no objection. */
  readonly parent: Source | undefined;
  readonly signal: AbortSignal;
}

/** The questions that a tidying may ask. */
export interface TidyContext {
  /** Whether a text has the values of the original on every train and validation case, to the last bit. */
  readonly isSame: (source: Source) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** A tidy text, or why there is none. */
export type Tidied =
  | { readonly status: 'tidied'; readonly source: Source }
  | { readonly status: 'as-it-is'; readonly reason: string };

/** Makes a program fit to be read: simple, without type errors, formatted. */
export type Tidy = (source: Source, context: TidyContext) => Promise<Tidied>;

/** The parts of a plan that may change when a run is resumed. */
export type Means = Pick<
  RunPlan,
  | 'budget'
  | 'proposers'
  | 'choice'
  | 'advisors'
  | 'calls'
  | 'initialProposer'
  | 'proposalSlots'
  | 'finalists'
>;

/** What is different from here on, before the log knows it. */
export interface Resumption extends Omit<RunChanges, 'problem'> {
  readonly problem?: Omit<ProblemChanged, 'programs'> | undefined;
}

/** Everything a run needs, already made. `config/compose.ts` makes it from run.yaml. */
export interface RunPlan {
  readonly problem: Problem;
  /** Texts of generation zero, in the order of the problem's seeds; empty for a start from nothing. */
  readonly seeds: readonly { readonly name: string; readonly source: Source }[];
  /** Policies measured for comparison only. */
  readonly baselines: readonly { readonly name: string; readonly source: Source }[];
  readonly search: Search;
  /** Makes another, empty search of the same kind, for a run whose problem has changed. */
  readonly createSearch?: (() => Search) | undefined;
  /** For each change of settings in the log, and then for that of `resumption`. */
  readonly laterMeans?: readonly Means[] | undefined;
  /** What changes as the run is resumed; a run that was finished goes on then. */
  readonly resumption?: Resumption | undefined;
  /** Ends the run now instead of searching. */
  readonly finishNow?: boolean | undefined;
  readonly proposers: readonly Proposer[];
  readonly choice: ProposerChoice;
  readonly advisors: readonly AdvisorPlan[];
  readonly calls: CallPolicy;
  /** The objection to a program's text, for its author; a program without a complaint may still be bad. */
  readonly inspect: (source: Source, context: InspectContext) => Promise<Objection | undefined>;
  readonly novelty?: Novelty | undefined;
  /** Makes the best program fit to be read, at the end; nothing is exported when left out. */
  readonly tidy?: Tidy | undefined;
  /** Commits as this run did, and ends where it ended. */
  readonly follow?: FollowedRun | undefined;
  /** Makes programs when the search has no parent to offer. */
  readonly initialProposer: Proposer;
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
  /** Programs measured on the test split at the end, in addition to seeds and baselines. */
  readonly finalists: number;
  readonly started: RunStarted;
  /** Digest that is equal for programs that differ in layout and names only. */
  readonly normalHash: (source: Source) => Promise<string | undefined> | string | undefined;
  readonly onEvent?: EventListener | undefined;
}

/** Called with every event: first those read back from the log, then, with `isNew`, those that are recorded. */
export type EventListener = (logged: LoggedEvent, isNew: boolean) => void;

/** The end of `evolve`. */
export type RunEnd =
  | { readonly status: 'finished'; readonly reason: RunFinished['reason'] }
  | { readonly status: 'paused' };
