import type { Case } from 'adrs-lab';

/** One access of a transaction: `[kind, key, position]`, positions from 1. */
export type Operation = readonly [kind: 'r' | 'w', key: number, position: number];

/** A transaction: its accesses take one time step each, at fixed positions within it. */
export interface Transaction {
  /** Time steps from start to end; at least the largest position. */
  readonly length: number;
  /** No two at one position. */
  readonly operations: readonly Operation[];
}

/** Transactions to be ordered. */
export interface TransactionSet extends Case {
  /** Averaged on its own. */
  readonly group: string;
  readonly transactions: readonly Transaction[];
  /** As `gapsOf` has them; made once, because each evaluation would make them again. */
  readonly gaps: readonly number[];
  /** Proved lower bound on the makespan, in time steps: what a makespan is a multiple of. */
  readonly lowerBound: number;
}

/** Makespan of running one after another without overlap: no complete order is worse. */
export function serialMakespan({ transactions }: Pick<TransactionSet, 'transactions'>): number {
  return transactions.reduce((sum, { length }) => sum + length, 0);
}
