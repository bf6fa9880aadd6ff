import type { TransactionSet } from '../../shared/txn/transactions.ts';

/** Transactions in the order in which they arrive; the group is family and window, for example `records/10`. */
export interface Stream extends TransactionSet {
  /** The most transactions that wait at a time. */
  readonly window: number;
}
