import type { Placement } from './contracts.ts';
import type { Json } from './json.ts';
import type { Evaluation } from './program.ts';

/** What a run is: the first event of every log. */
export interface RunStarted {
  readonly type: 'run-started';
  /** Version of the shape of the events. */
  readonly schema: 1;
  readonly adrsVersion: string;
  readonly problem: string;
  /** Digest of the problem's evaluator and of its train and validation cases. */
  readonly problemHash: string;
  /** What the numbers of the log mean. */
  readonly objective: {
    readonly metric: string;
    readonly direction: 'minimize' | 'maximize';
    readonly unit: string;
  };
  readonly seed: string;
  /** The whole configuration with every default filled in. */
  readonly config: Json;
  /** Guarantees of the sandbox and facts about the machine. */
  readonly host: Json;
}

/** A human policy measured before the search started. */
export interface BaselineMeasured {
  readonly type: 'baseline-measured';
  /** `seed:NAME` or `baseline:NAME`. */
  readonly name: string;
  readonly split: string;
  readonly evaluation: Evaluation;
}

/** A candidate was measured and told to the search. */
export interface ProgramAdded {
  readonly type: 'program-added';
  readonly ordinal: number;
  readonly id: string;
  readonly island: number;
  readonly parents: readonly string[];
  /** The search's own choice, which a proposer may have widened in `parents`. */
  readonly selection: { readonly parent: string | null; readonly inspirations: readonly string[] };
  readonly proposer: string;
  readonly note: string;
  /** Number of tells before this candidate was asked for; with it a replay asks at the same moment. */
  readonly askedAfter: number;
  /** Content address of the Source. */
  readonly sourceHash: string;
  /** Digest of the program without comments, layout and names of locals. */
  readonly normalHash: string;
  readonly status: Evaluation['status'];
  /** Why it has no score; undefined when it has one. */
  readonly reason?: string | undefined;
  readonly fitness: number | null;
  readonly standardError: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly features: readonly number[];
  readonly caseFitness: readonly number[];
  readonly placement: Placement;
  /** Full train evaluations spent, those of the proposer included; a screening is a fraction of one. */
  readonly evaluations: number;
  /** Content address of the whole Evaluation as JSON, cost left out. */
  readonly evaluationHash: string;
  /** Seconds; left out of hashes. */
  readonly proposeSeconds: number;
  readonly evaluateSeconds: number;
}

/** A proposal that never became a candidate: nothing new, a duplicate, or a proposer that failed. */
export interface ProposalDropped {
  readonly type: 'proposal-dropped';
  readonly ordinal: number;
  readonly proposer: string;
  readonly askedAfter: number;
  readonly selection: { readonly parent: string | null; readonly inspirations: readonly string[] };
  readonly island: number;
  readonly reason: 'duplicate' | 'screened' | 'nothing-to-offer' | 'failed';
  /** The program it repeats, the cascade's verdict, or the message. */
  readonly detail: string;
  readonly evaluations: number;
  readonly proposeSeconds: number;
}

/** A would-be champion was measured on the validation cases and audited. */
export interface ProgramValidated {
  readonly type: 'program-validated';
  readonly id: string;
  readonly evaluation: Evaluation;
}

/** The sealed split was opened, for one finalist. Happens at the very end and once a run. */
export interface TestMeasured {
  readonly type: 'test-measured';
  /** A program id, `seed:NAME` or `baseline:NAME`. */
  readonly id: string;
  readonly evaluation: Evaluation;
}

/** The run stopped or went on. */
export interface RunPaused {
  readonly type: 'run-paused';
  readonly reason: string;
}
export interface RunResumed {
  readonly type: 'run-resumed';
  /** Programs that the log held. */
  readonly programs: number;
}
export interface RunFinished {
  readonly type: 'run-finished';
  /** `exhausted`: a long row of proposals brought nothing new. */
  readonly reason: 'evaluations' | 'wall-time' | 'target' | 'plateau' | 'exhausted';
}

/** Everything that can happen to a run, in the words of the log. */
export type RunEvent =
  | RunStarted
  | BaselineMeasured
  | ProgramAdded
  | ProposalDropped
  | ProgramValidated
  | TestMeasured
  | RunPaused
  | RunResumed
  | RunFinished;

/** An event with its place in the log. */
export interface LoggedEvent {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970, by the writer's clock; left out of hashes. */
  readonly at: number;
  readonly event: RunEvent;
}

/** The log of one run and the texts it refers to. */
export interface Store {
  /**
   * Records events, in order, with the blobs they refer to, in one transaction that may be shared
   * with neighbours. Resolves when they are safe from `kill -9`. Throws StoreError.
   */
  append(events: readonly RunEvent[], blobs?: readonly string[]): Promise<void>;
  /** Every event after `from`, oldest first. */
  read(from?: number): AsyncIterable<LoggedEvent>;
  /** The text stored under its `hashText`; undefined when there is none. */
  blob(hash: string): string | undefined;
  /** Writes what is waiting and lets go of the file. */
  close(): Promise<void>;
}
