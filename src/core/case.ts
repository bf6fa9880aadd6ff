/** One workload a policy is measured on. Plain data: it travels to the simulation as JSON. */
export interface Case {
  /** Unique within its split. */
  readonly id: string;
  readonly group?: string | undefined;
}

/** A case with its bound and worst value, known before any policy runs. */
export interface BoundedCase<C extends Case = Case> {
  readonly workload: C;
  readonly bound: number | undefined;
  readonly worst: number;
}

/** The metric of a case, its direction and its limits. */
export interface Objective<C extends Case> {
  /** Name of the metric, with its unit: `meanCostUsd`. */
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  readonly unit: string;
  /** Proven limit of a case's value; a mean better than the mean bound is quarantined. */
  bound?(this: void, workload: C): number;
  /** The value of a failing case: no valid policy does worse. */
  worst(this: void, workload: C): number;
}

/** The reason why a case has no value: the candidate broke a rule, threw, or used up its time, work or memory. */
export type CaseCause = 'invalid' | 'crashed' | 'timed-out' | 'out-of-memory';

/** The outcome of one case, as an evaluator or a simulation saw it. It is no score: `scoring/` makes that. */
export type CaseOutcome =
  | {
      readonly valid: true;
      /**
       * In the objective's unit; finite. A list holds repeated measurements in the order in which they were
       * taken, at least one; their mean counts.
       */
      readonly value: number | readonly number[];
      /** Finite, in natural units, by name. */
      readonly metrics: Readonly<Record<string, number>>;
      /** A description for a person or a model. */
      readonly note?: string | undefined;
      /** Finite values over the time of the case, by name. */
      readonly series?: Readonly<Record<string, readonly number[]>> | undefined;
    }
  | { readonly valid: false; readonly cause: CaseCause; readonly note: string };
