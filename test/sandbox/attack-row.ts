/** Possible ends of a row: the reason of a rejection, or `contained` for a policy that was measured. */
export type Outcome =
  | 'syntax'
  | 'invalid'
  | 'crashed'
  | 'timed-out'
  | 'out-of-memory'
  | 'evaluator-fault'
  | 'quarantined'
  | 'contained';

export type ProblemName = 'cant-be-late' | 'bin-packing';

/**
 * A hostile or faulty policy. Its attack is an expression for a function of a number and an object, in
 * TypeScript, which the wrapper of each problem calls for every decision.
 */
export interface AttackRow {
  readonly id: string;
  readonly about: string;
  /** Function expression. */
  readonly attack: string;
  /** Statements before it, at the top of the module. */
  readonly load?: string;
  /** Text after everything else. */
  readonly tail?: string;
  /** Allowed outcomes. A policy that was measured can never be better than the mean bound. */
  readonly outcome: readonly Outcome[];
  /**
   * Where it differs for bin-packing: its wrapper writes answers into an array of numbers, which turns
   * texts into numbers, runs conversions of objects, and throws for what has none.
   */
  readonly inPacking?: readonly Outcome[];
  /** The attack answers this constant, so it must score exactly what the constant scores. */
  readonly acts?: 0 | 1;
  /** A policy of its own, without the wrapper, for one problem. */
  readonly whole?: { readonly problem: ProblemName; readonly text: string };
  /** It fails some of its cases, which must then count with their worst value. */
  readonly failsSomewhere?: boolean;
  /** Processor time that it must be charged at least. */
  readonly minCpuSeconds?: number;
}

export const TIMED_OUT: readonly Outcome[] = ['timed-out'];
export const HUNGRY: readonly Outcome[] = ['out-of-memory', 'crashed', 'timed-out'];
export const THREW: readonly Outcome[] = ['crashed'];
export const INVALID: readonly Outcome[] = ['invalid'];
export const SYNTAX: readonly Outcome[] = ['syntax'];
export const CONTAINED: readonly Outcome[] = ['contained'];
