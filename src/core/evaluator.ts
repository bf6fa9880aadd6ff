import type { Case, CaseOutcome } from './case.ts';
import type { Cost, Evaluation, Rejected, Source } from './program.ts';
import type { Rng } from './rng.ts';
import type { LimitOverrides, Sandboxes } from './sandbox.ts';

/** The context of one measurement. It holds no bounds, worst values or direction: those belong to scoring. */
export interface EvaluationContext<C extends Case = Case> {
  /** The cases to measure: a whole split or a part of one. The same list is the same object each time. */
  readonly cases: readonly C[];
  /** Streams of the simulation; equal for every candidate, so that scores are paired. */
  readonly rng: Rng;
  readonly sandboxes: Sandboxes;
  readonly signal: AbortSignal;
  /** Instead of the evaluator's own defaults. */
  readonly limits?: LimitOverrides | undefined;
  /** Also proves that the outcomes follow from the candidate's recorded decisions alone. */
  readonly audit?: boolean | undefined;
}

/** Measures candidates and never scores them: `scoring/` makes the Evaluation, the same for every evaluator. */
export interface Evaluator<C extends Case = Case> {
  readonly name: string;
  /** Throws only when the *framework* or the problem cannot work at all (`SandboxError`, `PluginError`). */
  measure(source: Source, context: EvaluationContext<C>): Promise<Measurement>;
  /** Limits of one measurement where a run sets no others; prompts show them. */
  readonly limits?: LimitOverrides | undefined;
  /** The module of the problem that simulates, where there is one: `adrs check` reads it and names it. */
  readonly simulation?: URL | undefined;
  /** Digest of everything that decides an outcome apart from the candidate and the cases. */
  fingerprint(): Promise<string>;
}

/** The answer of an evaluator about one candidate. */
export type Measurement =
  | {
      readonly status: 'measured';
      /** At most one for each case, in any order; a case without one counts as failed. */
      readonly outcomes: readonly MeasuredCase[];
      readonly cost: Cost;
      /** One line for the policy's author, such as what it used of a limit. The same in every equal run. */
      readonly note?: string | undefined;
      /** The reason why an audit found the outcomes not credible. */
      readonly failedAudit?: FailedAudit | undefined;
    }
  /** The candidate as a whole is bad. */
  | (Omit<Rejected, 'reason'> & { readonly reason: Exclude<Rejected['reason'], 'evaluator-fault'> })
  /** The evaluator itself failed on this candidate; `message` is for its author. */
  | { readonly status: 'failed'; readonly message: string; readonly cost: Cost };

/** The outcome of the case with this id. */
export type MeasuredCase = CaseOutcome & { readonly id: string };

/** The findings of an audit. */
export interface FailedAudit {
  readonly reason: string;
  readonly evidence: Readonly<Record<string, string | number>>;
}

/** Where evaluations run. */
export interface Queue {
  /** The evaluation of a job; it may wait for its turn. Rejects with the reason of `signal` when that aborts. */
  submit(job: EvaluationJob, signal: AbortSignal): Promise<Evaluation>;
  /** Rejects what waits and what comes, and resolves when nothing runs any more. */
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
