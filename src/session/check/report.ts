import type { Fault } from '../../testing/problem/law.ts';

/**
 * The report of a check, as `adrs check --json` prints it. Members may be added; one that is renamed or changes its
 * meaning raises `schema`.
 */
export interface CheckReport {
  readonly schema: 1;
  /** Name of the problem; of its folder where the problem cannot be loaded. */
  readonly problem: string;
  /** Absolute path of its module. */
  readonly location: string;
  /** `failed`: there is at least one fault. */
  readonly status: 'passed' | 'failed';
  readonly faults: readonly ReportedFault[];
  /** What deserves attention and is no fault. */
  readonly warnings: readonly Warning[];
  /** Every law, in the order in which they were checked. */
  readonly laws: readonly LawResult[];
  /** What one evaluation of each policy on the train cases takes. */
  readonly evaluations: readonly EvaluationCost[];
  /** Wall seconds of the whole check. */
  readonly seconds: number;
}

/** A fault, with everything to which it happens alike. */
export interface ReportedFault extends Fault {
  /** Such as `seed lru`; empty when the law is about the problem as a whole. */
  readonly subjects: readonly string[];
}

export interface Warning {
  readonly message: string;
  readonly hint: string;
}

export interface LawResult {
  readonly name: string;
  readonly meaning: string;
  /** Such as `seed lru`; undefined when it is about the problem as a whole. */
  readonly subject?: string | undefined;
  readonly status: 'holds' | 'broken' | 'unjudged';
  /** Why it could not be judged. */
  readonly reason?: string | undefined;
  /** Wall seconds. */
  readonly seconds: number;
}

export interface EvaluationCost {
  /** Such as `seed lru`. */
  readonly subject: string;
  readonly cases: number;
  /** Of the worker; on a busy machine too. */
  readonly cpuSeconds: number;
  readonly decisions: number;
}
