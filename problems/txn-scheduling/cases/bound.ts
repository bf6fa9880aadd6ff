import { FREE } from '../../shared/txn/gaps.ts';
import { pathBound, worldOf, writerSets, type World } from '../../shared/txn/path-bound.ts';
import type { Batch } from './workload.ts';

/** Transactions from which a set is grown. */
const GROWN = 4;

/**
 * The proved lower bound on the makespan of every complete order, in time steps: the best path bound of
 * some sets. Every set proves one. They start from the best pair, the best writers of a key and the
 * best set grown so that no two can meet; then transactions are added and removed one by one.
 */
export function lowerBound({ transactions }: Pick<Batch, 'transactions'>): number {
  const world = worldOf(transactions);
  const kinds = [pairs(world), [...writerSets(transactions), ...grownSets(world)]];
  const refined = kinds.map((sets) => {
    let best: RatedSet = { set: [], bound: 0 };
    for (const set of sets) {
      const bound = pathBound(set, world);
      if (bound > best.bound) best = { set, bound };
    }
    return refine(best, world);
  });
  return Math.max(...world.lengths, ...refined);
}

interface RatedSet {
  readonly set: readonly number[];
  readonly bound: number;
}

/** Adds and removes single transactions as long as the bound rises. */
function refine(start: RatedSet, world: World): number {
  let { set, bound } = start;
  let tried = 0;
  for (let one = 0; tried < world.lengths.length; one = (one + 1) % world.lengths.length) {
    const changed = set.includes(one) ? set.filter((other) => other !== one) : [...set, one];
    const next = changed.length > 1 ? pathBound(changed, world) : 0;
    tried += 1;
    if (next <= bound) continue;
    [set, bound, tried] = [changed, next, 0];
  }
  return bound;
}

/** Each transaction with the one that proves most with it. */
function pairs({ gaps, lengths }: World): readonly (readonly number[])[] {
  const count = lengths.length;
  return lengths.map((length, one) => {
    const rated = lengths.map((otherLength, other) => {
      const first = (gaps[other * count + one] ?? FREE) + otherLength;
      const last = (gaps[one * count + other] ?? FREE) + length;
      return other === one ? FREE : Math.min(first, last);
    });
    return [one, rated.indexOf(Math.max(...rated))];
  });
}

/** Sets grown from the transactions that most others cannot meet. */
function grownSets(world: World): readonly (readonly number[])[] {
  const rated = world.lengths.map((_, first) => ({ first, open: opened(first, world).length }));
  rated.sort((a, b) => b.open - a.open);
  return rated.slice(0, GROWN).map(({ first }) => grow(first, world));
}

/** Where the point of a transaction may lie, from `low` to `high`, so that it meets no member. */
interface Candidate {
  readonly one: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Gives each member of a set a point within it, so that whichever of two comes first, the points
 * differ: their order is then that of the schedule, and no gap between them is lost to overlap. Takes
 * the candidate and the end of its range that leave most others.
 */
function grow(first: number, world: World): readonly number[] {
  const set = [first];
  let open = opened(first, world);
  while (open.length > 0) {
    let best: Growth | undefined;
    for (const point of open.flatMap(endsOf)) {
      const left = narrowed(open, point, world);
      if (best === undefined || left.length > best.left.length) best = { one: point.one, left };
    }
    if (best === undefined) break;
    set.push(best.one);
    open = best.left;
  }
  return set;
}

/** A member to be, and the candidates that it leaves. */
interface Growth {
  readonly one: number;
  readonly left: readonly Candidate[];
}

/** The candidate with its point at either end of its range. */
function endsOf({ one, low, high }: Candidate): readonly Candidate[] {
  const ends = low === high ? [low] : [low, high];
  return ends.map((point) => ({ one, low: point, high: point }));
}

function opened(first: number, world: World): readonly Candidate[] {
  const all = world.lengths.map((_, one) => ({ one, low: FREE, high: -FREE }));
  return narrowed(all, { one: first, low: 0, high: 0 }, world);
}

/** The candidates that are left when one of them has its point at `low`. */
function narrowed(
  candidates: readonly Candidate[],
  { one: member, low: point }: Candidate,
  { gaps, lengths }: World,
): readonly Candidate[] {
  const left: Candidate[] = [];
  for (const { one, low, high } of candidates) {
    if (one === member) continue;
    const after = gaps[one * lengths.length + member] ?? FREE;
    const before = gaps[member * lengths.length + one] ?? FREE;
    const from = Math.max(low, point + 1 - after);
    const to = Math.min(high, point - 1 + before);
    if (from <= to) left.push({ one, low: from, high: to });
  }
  return left;
}
