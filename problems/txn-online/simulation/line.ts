import { FREE } from '../../shared/txn/gaps.ts';
import type { Stream } from '../cases/workload.ts';

/** Transactions appended one by one; each starts as early as those before it allow. */
export interface Line {
  /** Last time step of the transactions appended; 0 of none. */
  readonly makespan: number;
  /** Latest start among them; 0 of none. */
  readonly latestStart: number;
  readonly order: readonly number[];
  /** Time step at which a transaction would start if it were appended now. */
  startOf(this: void, transaction: number): number;
  /** Least steps from the start of one to that of another if it came after it; FREE without a conflict. */
  gap(this: void, earlier: number, later: number): number;
  lengthOf(this: void, transaction: number): number;
  append(this: void, transaction: number): void;
}

/**
 * Makes an empty line. An appended transaction moves the starts of all that are left at once, so that a
 * start is looked up and not computed.
 */
export function createLine({ transactions, gaps }: Pick<Stream, 'transactions' | 'gaps'>): Line {
  const count = transactions.length;
  const starts = new Int32Array(count).fill(1);
  const lengths = Int32Array.from(transactions, ({ length }) => length);
  const order: number[] = [];
  let makespan = 0;
  let latestStart = 0;
  const startOf = (transaction: number): number => starts[transaction] ?? 1;
  const lengthOf = (transaction: number): number => lengths[transaction] ?? 0;
  const gap = (earlier: number, later: number): number => gaps[later * count + earlier] ?? FREE;
  return {
    get makespan() {
      return makespan;
    },
    get latestStart() {
      return latestStart;
    },
    order,
    startOf,
    gap,
    lengthOf,
    append(transaction) {
      const start = startOf(transaction);
      order.push(transaction);
      makespan = Math.max(makespan, start + lengthOf(transaction) - 1);
      latestStart = Math.max(latestStart, start);
      for (let later = 0; later < count; later += 1) {
        starts[later] = Math.max(startOf(later), start + gap(transaction, later));
      }
    },
  };
}
