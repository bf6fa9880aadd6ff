/** The state in addition to the waiting transactions. Time steps count from 1. */
export interface State {
  /** How many are waiting: the rows of `waiting`; at least 1. */
  readonly count: number;
  /** Time step in which the last of the transactions picked so far ends; 0 before the first. */
  readonly makespan: number;
  /** Latest start among them; 0 before the first. */
  readonly latestStart: number;
  /** Transactions that have not arrived yet. */
  readonly toCome: number;
}

/**
 * Picks the waiting transaction that is scheduled next. It starts as early as the ones picked before it
 * allow; then the next to come takes a place at the end of the window. Called once a transaction.
 *
 * Both arrays are the same objects at every call and may be longer than what is filled.
 *
 * @param waiting Shape [count, 6], by arrival; of the i-th, at 6 * i and after it:
 *   +0 start: time step at which it would start now, at least 1;
 *   +1 growth: time steps by which the makespan would grow, at least 0;
 *   +2 length: time steps from its start to its end, at least 1;
 *   +3 age: picks since it came into the window, at least 0;
 *   +4 writes: how many of its accesses write;
 *   +5 conflicts: how many others that wait it conflicts with.
 * @param delays Shape [count, count]: at i * count + j, time steps by which the start of the j-th would
 *   move back if the i-th were picked now, at least 0.
 * @returns Its row, in [0, count). Anything else fails the case.
 */
export function pick(waiting: Float64Array, delays: Float64Array, state: State): number;
