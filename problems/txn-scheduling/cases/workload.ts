import type { TransactionSet } from '../../shared/txn/transactions.ts';

/**
 * Steps that a policy may take for each evaluation it is allowed: operations that run, elements that builtins go
 * through. A question takes annealing 320 to 420, and an order that is drawn afresh 1,500 to 3,700. To simulate an
 * order by itself takes 11,000 at the very least for 40 transactions and 70,000 for 100.
 */
export const STEPS_AN_EVALUATION = 4000;

/** A batch of transactions to be put in order; its group is family and skew, for example `ycsb/0.9`. */
export interface Batch extends TransactionSet {
  /** Makespans that the policy may ask for. */
  readonly evaluations: number;
}
