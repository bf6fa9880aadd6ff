import type { Batch, Transaction } from './workload.ts';

/** First and last position of something in a transaction, and the transaction's length. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * A lower bound on the makespan of every complete order: the busiest key.
 *
 * Take one key and the transactions that write it. Whichever comes later reads the key after the
 * other's last write, and writes it after the other's last operation on it. So on the time axis
 * these stretches never overlap: (a) first operation to last write of each writer; (b) first write to
 * last operation of each writer; (c) first write to last write of each writer, and with them the whole
 * stretch of any one transaction that only reads the key. Their summed lengths, the steps that
 * the earliest transaction needs before its stretch and those the latest needs after it fit into the makespan.
 */
export function keyBound({ transactions }: Pick<Batch, 'transactions'>): number {
  let best = Math.max(0, ...transactions.map(({ length }) => length));
  for (const users of usersByKey(transactions).values()) best = Math.max(best, boundOfKey(users));
  return best;
}

interface User {
  readonly length: number;
  /** Ascending positions. */
  readonly all: readonly number[];
  readonly writes: readonly number[];
}

function usersByKey(transactions: readonly Transaction[]): Map<number, User[]> {
  const users = new Map<number, User[]>();
  for (const { length, operations } of transactions) {
    for (const key of new Set(operations.map(([, one]) => one))) {
      const own = operations.filter(([, one]) => one === key);
      const positions = (ops: Transaction['operations']): number[] =>
        ops.map(([, , position]) => position).toSorted((a, b) => a - b);
      const user = {
        length,
        all: positions(own),
        writes: positions(own.filter(([kind]) => kind === 'w')),
      };
      users.set(key, [...(users.get(key) ?? []), user]);
    }
  }
  return users;
}

function boundOfKey(users: readonly User[]): number {
  const writers = users.filter(({ writes }) => writes.length > 0);
  const stretch = (length: number, from: number | undefined, to: number | undefined): Stretch => ({
    length,
    from: from ?? 1,
    to: to ?? 1,
  });
  const untilWrite = writers.map((one) => stretch(one.length, one.all[0], one.writes.at(-1)));
  const fromWrite = writers.map((one) => stretch(one.length, one.writes[0], one.all.at(-1)));
  const written = writers.map((one) => stretch(one.length, one.writes[0], one.writes.at(-1)));
  const readers = users.filter(({ writes }) => writes.length === 0);
  const beside = readers.map((one) =>
    spanOf([...written, stretch(one.length, one.all[0], one.all.at(-1))]),
  );
  return Math.max(0, spanOf(untilWrite), spanOf(fromWrite), spanOf(written), ...beside);
}

/** Least time steps for stretches that never overlap, with what must lie before and after them. */
function spanOf(stretches: readonly Stretch[]): number {
  if (stretches.length === 0) return 0;
  const busy = stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (stretches.length === 1) return Math.max(...stretches.map(({ length }) => length));
  return busy + leastEnds(stretches);
}

/** Least steps before the earliest and after the latest of at least two stretches: two different ones. */
function leastEnds(stretches: readonly Stretch[]): number {
  const heads = twoLeast(stretches.map(({ from }) => from - 1));
  const tails = twoLeast(stretches.map(({ to, length }) => length - to));
  if (heads.index !== tails.index) return heads.least + tails.least;
  return Math.min(heads.least + tails.second, heads.second + tails.least);
}

function twoLeast(values: readonly number[]): { index: number; least: number; second: number } {
  let index = 0;
  let least = Infinity;
  let second = Infinity;
  for (const [at, value] of values.entries()) {
    if (value < least) {
      second = least;
      least = value;
      index = at;
    } else if (value < second) second = value;
  }
  return { index, least, second };
}
