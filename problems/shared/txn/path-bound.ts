import { leastAssignment } from 'adrs-lab/sim';
import { FREE, gapsOf } from './gaps.ts';
import type { Transaction } from './transactions.ts';

/** Keys whose writers are tried, the most written. */
const WRITTEN = 6;
/** Above what any order costs. */
const FORBIDDEN = 1e7;

/** Lengths by transaction, and gaps as `gapsOf` has them. */
export interface World {
  readonly lengths: readonly number[];
  readonly gaps: Int32Array;
}

/** Lengths and gaps of transactions. */
export function worldOf(transactions: readonly Transaction[]): World {
  return { lengths: transactions.map(({ length }) => length), gaps: gapsOf(transactions) };
}

/**
 * A lower bound on the makespan of a set of transactions, and so of every order that holds them.
 *
 * Of two neighbours in the order of the set, the later one starts at least d after the earlier one. So
 * the starts of a set span at least the shortest path through all of it, in gaps d, and its last one
 * still runs. The shortest path is at least the cheapest assignment of a successor to each: each
 * transaction to another or, by its length, to the end, and the beginning to one of them.
 */
export function pathBound(set: readonly number[], { gaps, lengths }: World): number {
  const count = lengths.length;
  return leastAssignment(set.length + 1, (from, to) => {
    if (from === to) return FORBIDDEN;
    if (from === 0) return 0;
    const earlier = set[from - 1] ?? 0;
    if (to === 0) return lengths[earlier] ?? 0;
    return gaps[(set[to - 1] ?? 0) * count + earlier] ?? FREE;
  });
}

/** The writers of each of the most written keys. */
export function writerSets(transactions: readonly Transaction[]): readonly (readonly number[])[] {
  const writers = new Map<number, Set<number>>();
  for (const [index, { operations }] of transactions.entries()) {
    for (const [kind, key] of operations) {
      if (kind === 'r') continue;
      writers.set(key, (writers.get(key) ?? new Set()).add(index));
    }
  }
  const sets = [...writers.values()].map((set) => [...set]).filter((set) => set.length > 1);
  return sets.toSorted((a, b) => b.length - a.length).slice(0, WRITTEN);
}
