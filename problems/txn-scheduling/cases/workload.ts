import type { Case } from 'adrs';

/** One access of a transaction: `[kind, key, position]`, positions from 1. */
export type Operation = readonly [kind: 'r' | 'w', key: number, position: number];

/** A transaction: its accesses take one time step each, at fixed positions within it. */
export interface Transaction {
  /** Time steps from start to end; at least the largest position. */
  readonly length: number;
  /** No two at one position. */
  readonly operations: readonly Operation[];
}

/**
 * Steps (turns of loops, calls of functions) that a policy may take for each evaluation it is allowed.
 * To simulate an order by itself takes it a step at least for each transaction that starts anew, two
 * thirds of the batch for a move between random places; so that buys about as many makespans as it may
 * ask for, and with plain loops over accesses a twentieth of them. A question takes about five.
 */
export const STEPS_AN_EVALUATION = 50;

/** A batch of transactions to be put in order. */
export interface Batch extends Case {
  /** Family and skew, for example `ycsb/0.9`: averaged on its own. */
  readonly group: string;
  readonly transactions: readonly Transaction[];
  /** As `gapsOf` has them; made once, because each evaluation would make them anew. */
  readonly gaps: readonly number[];
  /** Makespans that the policy may ask for. */
  readonly evaluations: number;
  /** Proved lower bound on the makespan, in time steps: what a makespan is a multiple of. */
  readonly lowerBound: number;
}

/** Makespan of running one after another without overlap: no complete order is worse. */
export function serialMakespan({ transactions }: Pick<Batch, 'transactions'>): number {
  return transactions.reduce((sum, { length }) => sum + length, 0);
}
