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

/** Transactions in the order in which they arrive. */
export interface Stream extends Case {
  /** Family and window, for example `records/10`: averaged on its own. */
  readonly group: string;
  readonly transactions: readonly Transaction[];
  /** As `gapsOf` has them; made once, because each evaluation would make them anew. */
  readonly gaps: readonly number[];
  /** How many wait at a time, at most. */
  readonly window: number;
  /** Proved lower bound on the makespan, in time steps: what a makespan is a multiple of. */
  readonly lowerBound: number;
}

/** Makespan of running one after another without overlap: no complete order is worse. */
export function serialMakespan({ transactions }: Pick<Stream, 'transactions'>): number {
  return transactions.reduce((sum, { length }) => sum + length, 0);
}
