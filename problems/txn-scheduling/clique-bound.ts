import type { Batch, Transaction } from './workload.ts';

/** No conflict: never binding. */
const FREE = -1e9;

/**
 * A lower bound on the makespan of every complete order: transactions of which no two can start together.
 *
 * If i comes before j in the order, j starts at least d(i, j) steps after i: on each key that both
 * touch, j writes after i's last operation and reads after i's last write. Where d(i, j) >= 1 and
 * d(j, i) >= 1 the order of starts is the order of the schedule. In a set in which that holds of every
 * pair, each but the first starts at least its least d from any other after the one before, and the
 * last one still runs. Any such set proves a bound; some are grown greedily.
 */
export function cliqueBound({ transactions }: Pick<Batch, 'transactions'>): number {
  const gaps = gapsOf(transactions);
  const count = transactions.length;
  const meets = (one: number, other: number): boolean =>
    one !== other &&
    (gaps[one * count + other] ?? FREE) >= 1 &&
    (gaps[other * count + one] ?? FREE) >= 1;
  const all = transactions.map((_, index) => index);
  let best = 0;
  for (const first of all) {
    const clique = grow(first, all, meets);
    best = Math.max(best, chainBound(clique, gaps, transactions));
  }
  return best;
}

/** Adds, of those that meet all members, the one that leaves most candidates, until none is left. */
function grow(
  first: number,
  all: readonly number[],
  meets: (one: number, other: number) => boolean,
): readonly number[] {
  const clique = [first];
  let open = all.filter((other) => meets(first, other));
  while (open.length > 0) {
    const current = open;
    const left = current.map((one) => current.filter((other) => meets(one, other)).length);
    const next = current[left.indexOf(Math.max(...left))] ?? first;
    clique.push(next);
    open = current.filter((other) => meets(next, other));
  }
  return clique;
}

/** Least makespan of a set in which no two start together: every gap at its least, the largest left out. */
function chainBound(
  clique: readonly number[],
  gaps: Int32Array,
  transactions: readonly Transaction[],
): number {
  const count = transactions.length;
  const least = (gap: (one: number, other: number) => number): number => {
    const gapsOfEach = clique.map((one) =>
      Math.min(...clique.filter((other) => other !== one).map((other) => gap(one, other))),
    );
    return clique.length < 2
      ? 0
      : gapsOfEach.reduce((sum, value) => sum + value, 0) - Math.max(...gapsOfEach);
  };
  const into = least((one, other) => gaps[other * count + one] ?? 0);
  const outOf = least((one, other) => gaps[one * count + other] ?? 0);
  const lengths = clique.map((one) => transactions[one]?.length ?? 0);
  return Math.max(into, outOf) + Math.min(...lengths);
}

/** d(i, j) at i * count + j. */
function gapsOf(transactions: readonly Transaction[]): Int32Array {
  const count = transactions.length;
  const gaps = new Int32Array(count * count).fill(FREE);
  for (const [one, before] of transactions.entries()) {
    for (const [other, after] of transactions.entries()) {
      if (one === other) continue;
      gaps[one * count + other] = gapBetween(before, after);
    }
  }
  return gaps;
}

/** Least steps from the start of one transaction to that of a later one; FREE without a conflict. */
function gapBetween(before: Transaction, after: Transaction): number {
  let gap = FREE;
  for (const [kind, key, position] of before.operations) {
    for (const [laterKind, laterKey, laterPosition] of after.operations) {
      if (key !== laterKey || (kind === 'r' && laterKind === 'r')) continue;
      gap = Math.max(gap, position - laterPosition + 1);
    }
  }
  return gap;
}
