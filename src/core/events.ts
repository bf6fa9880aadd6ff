import type { Feature } from './problem.ts';
import type { ArchiveUpdate, EliteChange } from './search.ts';
import type { ModelFailure } from './errors.ts';
import type { Json } from './json.ts';
import type { Note, Spending, TokenUsage } from './model.ts';
import type { Evaluation } from './program.ts';

/** The identity of a run: the first event of every log. */
export interface RunStarted {
  readonly type: 'run-started';
  /** Version of the shape of the events; a log of version 1 does not tell what happened to its elites. */
  readonly schema: 1 | 2;
  readonly adrsVersion: string;
  readonly problem: string;
  /** Digest of the problem's evaluator and of its train and validation cases. */
  readonly problemHash: string;
  readonly title: string;
  /** Markdown. */
  readonly statement: string;
  /** The meaning of the numbers in the log. */
  readonly objective: {
    readonly metric: string;
    readonly direction: 'minimize' | 'maximize';
    readonly unit: string;
  };
  /** Axes of the grid. */
  readonly features: readonly Pick<Feature, 'name' | 'scale'>[];
  /** By split, those that are open from the start: the others stay sealed and unread. */
  readonly splits: Readonly<Record<string, SplitFacts>>;
  /** Policies measured for comparison: `seed:NAME` or `baseline:NAME`. */
  readonly references: readonly string[];
  readonly budget: RunBudget;
  /** Names of the advisors. */
  readonly advisors: readonly string[];
  readonly seed: string;
  /** The whole configuration with every default filled in. */
  readonly config: Json;
  /** Guarantees of the sandbox and facts about the machine. */
  readonly host: Json;
  /** Digests of plug-ins that are loaded by path, and of what they import by one, by file; undefined where there are none. */
  readonly plugIns?: Readonly<Record<string, string>> | undefined;
}

/** Facts about the cases of a split, known before any policy runs. */
export interface SplitFacts {
  readonly cases: number;
  /** Mean bound; null unless every case has one. */
  readonly bound: number | null;
}

/** Limits that end a run; null never does. */
export interface RunBudget {
  /** Full train evaluations. */
  readonly evaluations: number | null;
  /** Running time, pauses left out. */
  readonly wallSeconds: number | null;
  /** Of models: US dollars, tokens and calls. */
  readonly usd: number | null;
  readonly tokens: number | null;
  readonly calls: number | null;
  /** Train fitness. */
  readonly targetFitness: number | null;
  /** Evaluations without a better train fitness. */
  readonly plateauEvaluations: number | null;
}

/** A reference policy measured before the search started. */
export interface BaselineMeasured {
  readonly type: 'baseline-measured';
  /** `seed:NAME` or `baseline:NAME`. */
  readonly name: string;
  readonly split: string;
  readonly evaluation: Evaluation;
}

/** A candidate was measured and told to the search, which placed it on its island. */
export interface ProgramAdded extends Omit<ArchiveUpdate, 'changes'> {
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
  /** The reason why it has no score; undefined when it has one. */
  readonly reason?: string | undefined;
  /** A clock made its verdict, so that the same program is no duplicate when it is proposed again. */
  readonly byClock?: true | undefined;
  /** Verdicts that clocks made on it and on what its proposer tried; left out when there was none. */
  readonly clockVerdicts?: number | undefined;
  readonly fitness: number | null;
  readonly standardError: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly features: readonly number[];
  readonly caseFitness: readonly number[];
  /** Full train evaluations spent, those of the proposer included; a screening is a fraction of one. */
  readonly evaluations: number;
  /** Content address of the whole Evaluation as JSON, cost left out. */
  readonly evaluationHash: string;
  /** Content address of the proposal's detail as JSON; of a model's proposal, its Transcript. */
  readonly detailHash?: string | undefined;
  /** Cost of its replies; undefined where no model was asked. */
  readonly spending?: ModelSpending | undefined;
  /** Seconds; left out of hashes. */
  readonly proposeSeconds: number;
  readonly evaluateSeconds: number;
}

/** Cost of the replies to one proposal. Calls without a reply have their own events. */
export interface ModelSpending extends Spending {
  /** Waited for replies, as it was when they were recorded. */
  readonly seconds: number;
}

/**
 * The other changes among the elites when a program was added. Written in one transaction with the
 * program's event, right after it; one event an island and cause.
 *
 * Events tell differences, so that a step costs the same however long the run is: elites are few compared with
 * programs, and bins are cut again ever more rarely. Their fold is exact at every event, which
 * copies of the archive written now and then would not be.
 */
export interface ElitesChanged extends EliteChange {
  readonly type: 'elites-changed';
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
  /** The kind of failure of the model or of its last reply, such as `truncated`; undefined where there is none. */
  readonly cause?: string | undefined;
  /** The change in a few words, where there was a program. */
  readonly note?: string | undefined;
  readonly detailHash?: string | undefined;
  readonly spending?: ModelSpending | undefined;
  readonly evaluations: number;
  /** Verdicts that clocks made on what its proposer tried or on its screening; left out when there was none. */
  readonly clockVerdicts?: number | undefined;
  readonly proposeSeconds: number;
}

/** An advisor wrote notes for the briefs to come. */
export interface AdviceTaken {
  readonly type: 'advice-taken';
  readonly ordinal: number;
  readonly askedAfter: number;
  readonly selection: { readonly parent: string | null; readonly inspirations: readonly string[] };
  readonly island: number;
  readonly advisor: string;
  readonly notes: readonly Note[];
  readonly detailHash?: string | undefined;
  readonly spending?: ModelSpending | undefined;
  readonly proposeSeconds: number;
}

/**
 * A model is about to be asked: recorded, and safe, before the request leaves. Reservations and
 * settlements stand in the log in the order in which they happened, which differs between equal runs;
 * hashes leave them out.
 */
export interface CallReserved {
  readonly type: 'call-reserved';
  /** From 1, in the order of reservation. */
  readonly call: number;
  /** Key of the request. */
  readonly key: string;
  /** The candidate it is asked for. */
  readonly ordinal: number;
  readonly model: string;
  readonly title: string;
  /** Content address of the messages as JSON. */
  readonly messagesHash: string;
  /** The most it can cost. */
  readonly worst: Spending;
}

/** A call without a reply. */
export interface CallFailure {
  readonly kind: ModelFailure;
  readonly message: string;
  /** Milliseconds that the provider asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** The outcome of a call. */
export interface CallSettled {
  readonly type: 'call-settled';
  readonly call: number;
  /**
   * `answered`: a reply came. `recalled`: the reply was recorded by an earlier run, and counts as if
   * it had been paid again. `failed`: no reply. `lost`: adrs or the call died before the reply, which
   * may have been billed and so counts in full.
   */
  readonly outcome: 'answered' | 'recalled' | 'failed' | 'lost';
  readonly spent: Spending;
  /** Tokens of a reply, by kind. */
  readonly usage?: TokenUsage | undefined;
  readonly seconds: number;
  /** Content address of the Completion as JSON, of a call that brought one. */
  readonly replyHash?: string | undefined;
  /** Why there is no reply. */
  readonly failure?: CallFailure | undefined;
  /** Whether it was billed beyond its reservation. Its model is asked no more in this run. */
  readonly overrun?: true | undefined;
  /** What the server wanted to be asked otherwise; see `Completion.adapted`. */
  readonly adapted?: readonly string[] | undefined;
}

/** A would-be champion was measured on the validation cases and audited. */
export interface ProgramValidated {
  readonly type: 'program-validated';
  readonly id: string;
  readonly evaluation: Evaluation;
}

/**
 * The sealed split was opened, for one finalist or reference: at the very end and once a run, unless somebody lets it go
 * on (`RunChanges.testWasSeen`); or for one program, because somebody asked to look: every look is an event.
 */
export interface TestMeasured {
  readonly type: 'test-measured';
  /** A program id, `seed:NAME` or `baseline:NAME`. */
  readonly id: string;
  readonly evaluation: Evaluation;
}

/** The text of the best program for people to read and use. Happens after the test split was opened. */
export interface BestExported {
  readonly type: 'best-exported';
  readonly id: string;
  /** Content address of the program's Source. */
  readonly sourceHash: string;
  /** Content address of the Source that is exported; the same where the program is exported as it is. */
  readonly exportedHash: string;
  /** Results of what is exported. */
  readonly train: Evaluation;
  readonly validation: Evaluation;
  /** The reason to export the program as it is; undefined when it was tidied. */
  readonly reason?: string | undefined;
}

/** The run stopped or went on. */
export interface RunPaused {
  readonly type: 'run-paused';
  readonly reason: string;
  /** The head of the chain before this event; undefined in a log without a chain. */
  readonly head?: string | undefined;
}
/** A process goes on with the run. */
export interface RunResumed {
  readonly type: 'run-resumed';
  /** Programs that the log held. */
  readonly programs: number;
  /** What is different from here on; undefined where nothing is. */
  readonly changes?: RunChanges | undefined;
}
/** What somebody changed when a run was resumed. Such a run is not reproducible from its seed. */
export interface RunChanges {
  readonly settings?: SettingsChanged | undefined;
  readonly problem?: ProblemChanged | undefined;
  /** Digests of plug-ins whose text is another now, by file. */
  readonly plugIns?:
    | Readonly<Record<string, { readonly from: string; readonly to: string }>>
    | undefined;
  /** The run goes on although its test split has been opened. */
  readonly testWasSeen?: true | undefined;
}
/** Keys of the configuration that have other values from here on. */
export interface SettingsChanged {
  /** Keys of the run file with their values; null for none. */
  readonly changed: readonly { readonly key: string; readonly from: Json; readonly to: Json }[];
  /** From here on. */
  readonly config: Json;
  readonly budget: RunBudget;
}
/** The problem is another from here on. */
export interface ProblemChanged {
  /** Digests as in `RunStarted.problemHash`. */
  readonly from: string;
  readonly to: string;
  /**
   * Programs that are measured again and told to a new search, in this order: programs without parents, elites, the
   * best, and those that were validated. The others have no score under the changed problem.
   */
  readonly programs: readonly string[];
}
/** A program was measured again after the problem had changed, and told to the new search. */
export interface ProgramRemeasured
  extends
    Pick<
      ProgramAdded,
      | 'id'
      | 'status'
      | 'reason'
      | 'fitness'
      | 'standardError'
      | 'metrics'
      | 'features'
      | 'caseFitness'
      | 'evaluationHash'
    >,
    Omit<ArchiveUpdate, 'changes'> {
  readonly type: 'program-remeasured';
}
/** The run is over. */
export interface RunFinished {
  readonly type: 'run-finished';
  /**
   * `spending`: the rest of the model budget covers no proposal. `exhausted`: a long row of
   * proposals brought nothing new. `by-request`: somebody ended it.
   */
  readonly reason:
    | 'evaluations'
    | 'spending'
    | 'wall-time'
    | 'target'
    | 'plateau'
    | 'exhausted'
    | 'by-request';
  /** The head of the chain before this event; undefined in a log without a chain. */
  readonly head?: string | undefined;
}

/** Everything that can happen to a run, in the words of the log. */
export type RunEvent =
  | RunStarted
  | BaselineMeasured
  | ProgramAdded
  | ElitesChanged
  | ProposalDropped
  | AdviceTaken
  | CallReserved
  | CallSettled
  | ProgramRemeasured
  | ProgramValidated
  | TestMeasured
  | BestExported
  | RunPaused
  | RunResumed
  | RunFinished;
