import { leastAssignment } from 'adrs/sim';
import { FREE, gapsOf } from '../simulation/gaps.ts';
import type { Stream } from './workload.ts';

/** Keys whose writers are tried, the most written; and transactions from which a set is grown. */
const WRITTEN = 6;
const GROWN = 6;
/** Above what any order costs. */
const FORBIDDEN = 1e7;

/**
 * The proved lower bound on the makespan of every order, in time steps, windows left out: the best of
 * some sets of transactions: the writers of a key, and sets grown so that no two can start together.
 *
 * Of two neighbours in the order of a set, the later one starts at least their gap after the earlier
 * one. So the starts of a set span at least the shortest path through all of it, and its last one still
 * runs. The shortest path is at least the cheapest assignment of a successor to each.
 */
export function lowerBound({ transactions }: Pick<Stream, 'transactions'>): number {
  const lengths = transactions.map(({ length }) => length);
  const gaps = gapsOf(transactions);
  const step = Math.ceil(lengths.length / GROWN);
  const firsts = lengths.flatMap((_, one) => (one % step === 0 ? [one] : []));
  const sets = [...writerSets(transactions), ...firsts.map((first) => grow(first, gaps))];
  return Math.max(...lengths, ...sets.map((set) => pathBound(set, { lengths, gaps })));
}

interface World {
  readonly lengths: readonly number[];
  /** As `gapsOf` has them. */
  readonly gaps: Int32Array;
}

/** Row and column 0 are the beginning and the end; a transaction reaches the end by its length. */
function pathBound(set: readonly number[], { lengths, gaps }: World): number {
  const count = lengths.length;
  return leastAssignment(set.length + 1, (from, to) => {
    if (from === to) return FORBIDDEN;
    if (from === 0) return 0;
    const earlier = set[from - 1] ?? 0;
    if (to === 0) return lengths[earlier] ?? 0;
    return gaps[(set[to - 1] ?? 0) * count + earlier] ?? FREE;
  });
}

function writerSets(transactions: Stream['transactions']): readonly (readonly number[])[] {
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

/** Adds, in order of arrival, what can start together with no member. */
function grow(first: number, gaps: Int32Array): readonly number[] {
  const count = Math.sqrt(gaps.length);
  const set = [first];
  for (let one = 0; one < count; one += 1) {
    const isApart = set.every(
      (member) =>
        (gaps[one * count + member] ?? FREE) >= 1 && (gaps[member * count + one] ?? FREE) >= 1,
    );
    if (isApart) set.push(one);
  }
  return set;
}
