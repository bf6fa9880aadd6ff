import type { TransactionSet } from '../../shared/txn/transactions.ts';

/**
 * Steps (turns of loops, calls of functions) that a policy may take for each evaluation it is allowed.
 * To simulate an order by itself takes it a step at least for each transaction that starts again, two
 * thirds of the batch for a move between random places; so that buys about as many makespans as it may
 * ask for, and with plain loops over accesses a twentieth of them. A question takes about five.
 */
export const STEPS_AN_EVALUATION = 50;

/** A batch of transactions to be put in order; its group is family and skew, for example `ycsb/0.9`. */
export interface Batch extends TransactionSet {
  /** Makespans that the policy may ask for. */
  readonly evaluations: number;
}
