/** One workload a policy is measured on. Plain data besides: it travels to the simulation as JSON. */
export interface Case {
  /** Unique within its split. */
  readonly id: string;
  readonly group?: string | undefined;
}

/** A case with what is known about it before any policy ran. */
export interface BoundedCase<C extends Case = Case> {
  readonly workload: C;
  readonly bound: number | undefined;
  readonly worst: number;
}

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
