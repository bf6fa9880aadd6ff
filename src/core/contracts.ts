import type { Json } from './json.ts';
import type { Answer, LanguageModel, Note, Question, Spending } from './model.ts';
import type {
  Evaluation,
  Individual,
  Program,
  RejectionReason,
  Scored,
  Source,
} from './program.ts';
import type { Rng } from './rng.ts';

/** One workload a policy is measured on. Plain data besides: it travels to the simulation as JSON. */
export interface Case {
  /** Unique within its split. */
  readonly id: string;
  readonly group?: string | undefined;
}

/** Cases by split. They are made when first needed, once. */
export type CaseSet<C extends Case> = () => readonly C[] | Promise<readonly C[]>;

/**
 * `train` guides the search, `validation` decides what is kept, `test` is opened once, at the end.
 * A problem may name more, such as `public` for a published benchmark's cases.
 */
export type Splits<C extends Case> = Readonly<Record<'train' | 'validation' | 'test', CaseSet<C>>> &
  Readonly<Record<string, CaseSet<C>>>;

/** What is measured on a case, and how good it can be. */
export interface Objective<C extends Case> {
  /** Name of the metric, with its unit: `meanCostUsd`. */
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  readonly unit: string;
  /** Proven limit of a case's value; a mean better than the mean bound is quarantined. */
  bound?(this: void, workload: C): number;
  /** What a failing case scores: no valid policy does worse. */
  worst(this: void, workload: C): number;
}

/** An axis of the MAP-Elites grid. */
export interface Feature {
  readonly name: string;
  readonly scale: FeatureScale;
  /** Any finite number. Pure. */
  measure(this: void, program: { readonly source: Source; readonly evaluation: Scored }): number;
}

/** How an axis is cut into bins. Values outside `range` fall into the first or the last bin. */
export type FeatureScale =
  | {
      readonly type: 'linear' | 'log';
      readonly bins: number;
      readonly range: readonly [min: number, max: number];
    }
  /** Equally filled bins over the values seen so far; cut anew as they move. */
  | { readonly type: 'quantile'; readonly bins: number };

/** How a policy looks to who writes one. */
export interface PolicyInterface {
  /** Name of the entry file, usually `policy.ts`. */
  readonly entry: string;
  /** The `policy.d.ts` with units, shapes and ranges: what a model reads. */
  readonly declaration: URL;
}

/** A policy that comes with the problem. */
export interface NamedSource {
  readonly name: string;
  readonly file: URL;
  /** Where it was published, with its published result. */
  readonly citation?: string | undefined;
}

/** A research problem as a plain value; made by `defineProblem`. */
export interface Problem<C extends Case = Case> {
  /** Kebab-case; equals the folder's name. */
  readonly name: string;
  readonly title: string;
  /** Markdown, shown to people and models. */
  readonly statement: string;
  readonly citation?: string | undefined;
  readonly policy: PolicyInterface;
  /** Weak but clean starting points; each must score. At least one. */
  readonly seeds: readonly NamedSource[];
  /** Human state of the art, in the same language, run in the same sandbox. */
  readonly baselines: readonly NamedSource[];
  readonly cases: Splits<C>;
  /** Splits read from the original data files in a folder; they replace those of `cases`. */
  readonly load?: (folder: string) => Promise<Readonly<Record<string, CaseSet<C>>>>;
  readonly objective: Objective<C>;
  readonly features: readonly Feature[];
  readonly evaluator: Evaluator<C>;
}

/** A case with what is known about it before any policy ran. */
export interface BoundedCase<C extends Case = Case> {
  readonly workload: C;
  readonly bound: number | undefined;
  readonly worst: number;
}

export interface EvaluationContext<C extends Case = Case> {
  readonly cases: readonly BoundedCase<C>[];
  readonly objective: Objective<C>;
  /** Streams of the simulation; equal for every candidate, so that scores are paired. */
  readonly rng: Rng;
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  /** Instead of the evaluator's own defaults. */
  readonly limits?: LimitOverrides | undefined;
  /** Also replays the recorded decisions in a clean process and quarantines on any difference. */
  readonly audit?: boolean | undefined;
}

/** Measures a candidate. */
export interface Evaluator<C extends Case = Case> {
  readonly name: string;
  /** Throws only when the *framework* or the problem failed (`SandboxError`, `PluginError`). */
  evaluate(source: Source, context: EvaluationContext<C>): Promise<Evaluation>;
  /** What one evaluation may take where a run says nothing else; models are told. */
  readonly limits?: LimitOverrides | undefined;
  /** Digest of everything that decides a score besides the candidate and the cases. */
  fingerprint(): Promise<string>;
}

/** Runs candidates apart from everything else. */
export interface Sandbox {
  /** Which guarantees hold on this machine, in words, for `adrs doctor` and the log. */
  readonly guarantees: readonly string[];
  /** Throws SandboxError when the sandbox itself is broken, never because of the candidate. */
  run(job: IsolateJob, signal: AbortSignal): Promise<IsolateResult>;
  /** Ends every worker. Jobs in flight are rejected with the reason `crashed`. */
  close(): Promise<void>;
}

/** A candidate and the trusted simulation to run it in, in one isolate with two realms. */
export interface IsolateJob {
  /** Trusted script, already bundled; sent to a worker once. */
  readonly simulation: { readonly hash: string; readonly script: string };
  /** Trusted workloads as JSON; sent to a worker once. */
  readonly cases: { readonly hash: string; readonly json: string };
  /** The candidate. */
  readonly source: Source;
  readonly seed: string;
  readonly limits: IsolateLimits;
  /**
   * `record` also returns every decision and looks for state that leaks between cases; `replay` runs no
   * candidate, only recorded decisions.
   */
  readonly decisions?:
    | { readonly mode: 'record' }
    | { readonly mode: 'replay'; readonly tape: string };
}

export interface IsolateLimits {
  /** Wall clock of the whole job, load included. */
  readonly timeoutMs: number;
  /** Heap of the isolate. */
  readonly memoryMb: number;
  /** Policy calls and simulated events a case. */
  readonly maxEvents: number;
  /**
   * Turns of loops and calls of functions of the policy itself, a case: a limit of its computing that
   * is the same on every machine. Work inside builtins, such as a sort, does not count. Without a limit
   * nothing is counted; counting makes hot policy code slower.
   */
  readonly maxSteps?: number | undefined;
}

/** Limits that stand in for an evaluator's own. */
export type LimitOverrides = {
  readonly [K in keyof IsolateLimits]?: IsolateLimits[K] | undefined;
};

export type IsolateResult =
  | {
      readonly status: 'returned';
      readonly outcomes: readonly CaseOutcome[];
      readonly cpuSeconds: number;
      readonly decisions: number;
      /** Present in `record` mode. */
      readonly tape?: string | undefined;
      /**
       * In `record` mode a few cases are run again on their own: which of them came out differently.
       */
      readonly leak?: string | undefined;
    }
  | {
      readonly status: 'rejected';
      readonly reason: RejectionReason;
      /** Printable, at most 2 KB. */
      readonly feedback: string;
      readonly cpuSeconds: number;
    }
  /** The trusted simulation threw: the problem is broken. */
  | { readonly status: 'simulation-failed'; readonly message: string };

/** What a simulation says about one case, in the order of the job's cases. */
export type CaseOutcome =
  | {
      readonly valid: true;
      /** Finite. */
      readonly value: number;
      readonly metrics: Readonly<Record<string, number>>;
      readonly note?: string | undefined;
    }
  | { readonly valid: false; readonly note: string };

/** What the search wants next: change `parent`, inspired by the others. */
export interface Selection {
  readonly island: number;
  /** Null asks for a program from nothing. */
  readonly parent: string | null;
  /** Best first; never holds the parent. */
  readonly inspirations: readonly string[];
}

/** Where a program went. */
export type Placement = 'new' | 'improved' | 'not-added';

/** A search algorithm as two verbs: synchronous, pure, so that replay is exact. */
export interface Search {
  /** Reads the state and never changes it. `ordinal` is the number of the coming candidate. */
  ask(ordinal: number, rng: Rng): Selection;
  tell(individual: Individual): Placement;
  /** What is kept now, best first, with the cell or rank each one holds. */
  elites(): readonly Elite[];
}

export interface Elite {
  readonly id: string;
  readonly island: number;
  readonly fitness: number;
  /** Position on the grid, for example `2,7`; unique within its island. */
  readonly cell: string;
}

/** A collection that keeps the best and the most different. */
export interface Archive {
  readonly size: number;
  add(individual: Individual): Placement;
  /** Best first, an older program before a newer equal one. Never empty after a scored `add`. */
  elites(): readonly Individual[];
}

/** What a proposer works from. All of it was known when the candidate was asked for. */
export interface Brief {
  readonly problem: Problem;
  readonly ordinal: number;
  readonly island: number;
  readonly parent: Program | null;
  readonly inspirations: readonly Program[];
  /** What the run knows besides. Read from the store when called, so only by those that need it. */
  readonly background: () => Background;
}

/** What a run knows besides a parent and its inspirations. */
export interface Background {
  /** Seeds and baselines on the train cases: `seed:NAME`, `baseline:NAME`. */
  readonly humans: readonly { readonly name: string; readonly evaluation: Evaluation }[];
  /** The program with the best train fitness. */
  readonly best: Program | null;
  /** What was done to make the parent, in a few words; empty without one. */
  readonly parentNote: string;
  /** Parent, its parent and so on, nearest first; the parent itself is left out. */
  readonly ancestors: readonly ProgramSummary[];
  /** What was tried from the parent, newest first. */
  readonly attempts: readonly Attempt[];
  /** Programs without a score that nobody has repaired yet, newest first. */
  readonly rejected: readonly Program[];
  /** The latest programs of the run, newest first. */
  readonly recent: readonly ProgramSummary[];
  /** Latest notes of each advisor, by its name. */
  readonly notes: Readonly<Record<string, readonly Note[]>>;
}

/** A program in one line. */
export interface ProgramSummary {
  readonly id: string;
  readonly parents: readonly string[];
  readonly proposer: string;
  /** What was done, in a few words. */
  readonly note: string;
  /** Null when it has no score. */
  readonly fitness: number | null;
  /** Why it has no score. */
  readonly reason?: string | undefined;
}

/** A proposal that changed a program, and what came of it. */
export interface Attempt {
  /** Null when nothing was evaluated: a duplicate, an edit that did not apply. */
  readonly id: string | null;
  readonly proposer: string;
  readonly note: string;
  readonly fitness: number | null;
  /** Why there is no score. */
  readonly reason?: string | undefined;
}

export interface Proposal {
  readonly source: Source;
  /** Programs whose text was used, the changed one first. */
  readonly parents: readonly string[];
  /** What was done, in a few words. */
  readonly note: string;
  /** Anything worth keeping in the log; of a model's proposal, its Transcript. */
  readonly detail?: Json | undefined;
}

export interface ProposeContext {
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Train cases of the problem. */
  readonly trainCases: number;
  /**
   * Measures a variant on the train cases, or on those at the positions `cases`. Counts as one
   * evaluation of the budget, or as the share of the cases.
   */
  readonly evaluate: (source: Source, cases?: readonly number[]) => Promise<Evaluation>;
  /** Why a variant is not worth an evaluation; undefined when it is. Costs nothing. */
  readonly review: (source: Source) => Promise<Objection | undefined>;
  /**
   * Asks a model. Reserved before, settled after and recorded: what was answered once is not paid for
   * again. Throws ModelError after every retry, and when the budget does not cover the call's worst.
   */
  readonly complete: (model: LanguageModel, question: Question) => Promise<Answer>;
}

/** Why a program is not evaluated. */
export interface Objection {
  readonly kind: 'syntax' | 'types' | 'no-op' | 'duplicate' | 'too-similar';
  /** For a model or a person: what is wrong, with line and column where there is one. */
  readonly text: string;
}

/** Turns a brief into a new program, with a model or without. */
export interface Proposer {
  /** Unique within a run; `improve@MODEL` for one that asks a model. */
  readonly name: string;
  /** The most evaluations one proposal may ask for, besides that of the proposal itself. */
  readonly maxEvaluations: number;
  /** What a brief must offer for it: another program beside the parent, or one that waits for repair. */
  readonly needs?: 'inspiration' | 'rejected' | undefined;
  /** Name of the model it asks. */
  readonly model?: string | undefined;
  /**
   * Held back for it when it is asked for, so that its first calls find room in the budget; nothing when
   * left out. Further calls need what nobody has held back.
   */
  readonly reserve?: Spending | undefined;
  /** Throws ProposalError when it has nothing to offer for this brief. */
  propose(brief: Brief, context: ProposeContext): Promise<Proposal>;
}

/** Reads the run now and then and writes notes, which later briefs carry. */
export interface Advisor {
  /** Unique among advisors and proposers. */
  readonly name: string;
  readonly model: string;
  /** As a proposer's. */
  readonly reserve: Spending;
  /** Its notes replace those it wrote before. Throws ProposalError when it has nothing to say. */
  advise(brief: Brief, context: ProposeContext): Promise<Advice>;
}

export interface Advice {
  readonly notes: readonly Note[];
  readonly detail?: Json | undefined;
}

/** Where evaluations run. */
export interface Queue {
  submit(job: EvaluationJob, signal: AbortSignal): Promise<Evaluation>;
  close(): Promise<void>;
}

/** One candidate on some cases. */
export interface EvaluationJob {
  readonly source: Source;
  /** Name of the split; the queue's owner holds its cases. */
  readonly split: string;
  /** Positions of the cases in the split; all of them when left out. */
  readonly cases?: readonly number[] | undefined;
  readonly audit?: boolean | undefined;
}
