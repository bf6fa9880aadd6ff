import type { Json } from './json.ts';
import type { Answer, LanguageModel, Note, Question, Spending } from './model.ts';
import type { Problem } from './problem.ts';
import type { Evaluation, Program, Source } from './program.ts';
import type { Rng } from './rng.ts';

/** The input of a proposer. All of it was known when the candidate was asked for. */
export interface Brief {
  readonly problem: Problem;
  readonly ordinal: number;
  readonly island: number;
  readonly parent: Program | null;
  readonly inspirations: readonly Program[];
  /** Further knowledge of the run. Read from the store when called, so only by proposers that need it. */
  readonly background: () => Background;
}

/** Knowledge of a run in addition to a parent and its inspirations. */
export interface Background {
  /** Seeds and baselines on the train cases: `seed:NAME`, `baseline:NAME`. */
  readonly references: readonly { readonly name: string; readonly evaluation: Evaluation }[];
  /** The program with the best train fitness. */
  readonly best: Program | null;
  /** The change that made the parent, in a few words; empty without one. */
  readonly parentNote: string;
  /** Parent, its parent and so on, nearest first; the parent itself is left out. */
  readonly ancestors: readonly ProgramSummary[];
  /** Attempts from the parent, newest first. */
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
  /** The change in a few words. */
  readonly note: string;
  /** Null when it has no score. */
  readonly fitness: number | null;
  /** The reason why it has no score. */
  readonly reason?: string | undefined;
}

/** A proposal that changed a program, and its outcome. */
export interface Attempt {
  /** Null when nothing was evaluated: a duplicate, an edit that did not apply. */
  readonly id: string | null;
  readonly proposer: string;
  readonly note: string;
  readonly fitness: number | null;
  /** The reason why there is no score. */
  readonly reason?: string | undefined;
}

/** A program that a proposer offers. */
export interface Proposal {
  readonly source: Source;
  /** Programs whose text was used, the changed one first. */
  readonly parents: readonly string[];
  /** The change in a few words. */
  readonly note: string;
  /** Anything worth keeping in the log; of a model's proposal, its Transcript. */
  readonly detail?: Json | undefined;
}

/** What a proposer may use while it works on a brief. */
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
  /** The objection against evaluating a variant; undefined when there is none. Costs nothing. */
  readonly review: (source: Source) => Promise<Objection | undefined>;
  /**
   * Asks a model. Reserved before, settled after and recorded: a recorded reply is not paid for
   * again. Throws ModelError after every retry, and when the budget does not cover the call's worst.
   */
  readonly complete: (model: LanguageModel, question: Question) => Promise<Answer>;
}

/** The reason why a program is not evaluated. */
export interface Objection {
  readonly kind: 'syntax' | 'unreadable' | 'types' | 'no-op' | 'duplicate' | 'too-similar';
  /** For a model or a person: the fault, with line and column where there is one. */
  readonly text: string;
}

/** Turns a brief into a new program, with a model or without. */
export interface Proposer {
  /** Unique within a run; `improve@MODEL` for one that asks a model. */
  readonly name: string;
  /** The most evaluations one proposal may ask for, in addition to that of the proposal itself. */
  readonly maxEvaluations: number;
  /** Requirement on the brief: another program in addition to the parent, or one that waits for repair. */
  readonly needs?: 'inspiration' | 'rejected' | undefined;
  /** Name of the model it asks. */
  readonly model?: string | undefined;
  /**
   * Reserved when it is asked for, so that its first calls fit the budget; nothing when
   * left out. Further calls need money that is not reserved.
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

/** What an advisor leaves: its notes, and what the log keeps about them. */
export interface Advice {
  readonly notes: readonly Note[];
  readonly detail?: Json | undefined;
}
