import { FREE } from '../../shared/txn/gaps.ts';
import { pathBound, worldOf, writerSets } from '../../shared/txn/path-bound.ts';
import type { Stream } from './workload.ts';

/** Transactions from which a set is grown. */
const GROWN = 6;

/**
 * The proved lower bound on the makespan of every order, in time steps, windows left out: the best of
 * some sets of transactions: the writers of a key, and sets grown so that no two can start together.
 */
export function lowerBound({ transactions }: Pick<Stream, 'transactions'>): number {
  const world = worldOf(transactions);
  const { lengths, gaps } = world;
  const step = Math.ceil(lengths.length / GROWN);
  const firsts = lengths.flatMap((_, one) => (one % step === 0 ? [one] : []));
  const sets = [...writerSets(transactions), ...firsts.map((first) => grow(first, gaps))];
  return Math.max(...lengths, ...sets.map((set) => pathBound(set, world)));
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
