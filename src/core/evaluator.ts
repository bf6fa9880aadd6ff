import type { BoundedCase, Case, Objective } from './case.ts';
import type { Evaluation, Source } from './program.ts';
import type { Rng } from './rng.ts';
import type { LimitOverrides, Sandbox } from './sandbox.ts';

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
