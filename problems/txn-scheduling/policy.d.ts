/** One access of a transaction to a key. It takes one time step. */
export interface Operation {
  readonly isWrite: boolean;
  /** What is accessed: a whole number >= 0, not dense. */
  readonly key: number;
  /** Time step within the transaction, from 1 to its `length`; no two accesses share one. */
  readonly position: number;
}

/** A transaction that starts at time s makes each access at time s + position - 1. */
export interface Transaction {
  /** Time steps from start to end; it ends at time s + length - 1. */
  readonly length: number;
  /** By position. A key may be accessed more than once. */
  readonly operations: readonly Operation[];
}

/** What is to be ordered. */
export interface Task {
  /** About 40 to 100 of them; their numbers are their indices here. */
  readonly transactions: readonly Transaction[];
  /** How many makespans may be asked for in all: 1,000 or more; about half the square of the batch. */
  readonly evaluations: number;
  /**
   * How many steps of its own the policy may take in all: each operation that runs is one, and each element
   * that a builtin goes through. 4,000 for each evaluation. What is asked for after them does not count.
   */
  readonly steps: number;
}

/** What the order asked for last does. */
export interface Answer {
  /** Time step in which its last transaction ends; 0 before the first question. */
  readonly makespan: number;
  /** End times of its transactions, summed; 0 before the first question. */
  readonly totalEnd: number;
  /** Questions left, this one included; at least 1. */
  readonly evaluationsLeft: number;
}

/** Searches for a good order, one question at a time. It may remember what it saw. */
export interface Scheduler {
  /**
   * Asks for the makespan of an order, which the next call tells. Called until it returns 0 or the
   * evaluations or the steps are used up. The best complete order that was asked for is the result; without one
   * the case fails.
   *
   * @param order Write the numbers of different transactions into `order[0..n)`. Always the same
   *   array, as long as there are transactions, zeros at first; it keeps what you wrote.
   * @param answer About the order of the call before.
   * @returns n, from 1 to the number of transactions: only the first n are scheduled, so that parts of
   *   an order can be tried; or 0 to stop. A number that stands twice or does not exist fails the case.
   */
  propose(order: Int32Array, answer: Answer): number;
}

/** Called once for each batch of transactions. Batches share nothing. */
export function createScheduler(task: Task): Scheduler;
