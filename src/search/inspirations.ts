import type { Rng } from '../core/rng.ts';
import type { Pool } from './pool.ts';

/** Elites looked at for each inspiration from afar. */
const TRIES = 8;

/**
 * Up to `count` elites besides the parent, best first: half of them, rounded up, are the best of the pool, the
 * others are far away on the grid. Each of these is, of some random elites, the one whose nearest cell among those
 * chosen before and the parent's is the farthest. Costs O(count^2), however many elites there are.
 */
export function chooseInspirations(
  pool: Pool,
  { parent, count }: { readonly parent: number; readonly count: number },
  rng: Rng,
): string[] {
  const wanted = Math.min(count, pool.elites.length - 1);
  const taken = [parent];
  for (let rank = 0; taken.length <= Math.ceil(wanted / 2); rank += 1) {
    if (rank !== parent) taken.push(rank);
  }
  while (taken.length <= wanted) taken.push(farFrom(taken, pool, rng));
  return taken
    .slice(1)
    .toSorted((a, b) => a - b)
    .flatMap((rank) => pool.elites[rank]?.id ?? []);
}

function farFrom(taken: readonly number[], { archive, elites }: Pool, rng: Rng): number {
  const draw = (): number => {
    let rank = rng.integer(elites.length);
    while (taken.includes(rank)) rank = (rank + 1) % elites.length;
    return rank;
  };
  const positionAt = (rank: number): readonly number[] => {
    const individual = elites[rank];
    return individual === undefined ? [] : (archive.positionOf?.(individual) ?? []);
  };
  if (archive.positionOf === undefined) return draw();
  const occupied = taken.map(positionAt);
  let farthest = draw();
  let record = nearest(positionAt(farthest), occupied);
  for (let tries = 1; tries < TRIES; tries += 1) {
    const rank = draw();
    const distance = nearest(positionAt(rank), occupied);
    if (distance > record) [farthest, record] = [rank, distance];
  }
  return farthest;
}

function nearest(position: readonly number[], occupied: readonly (readonly number[])[]): number {
  return occupied.reduce(
    (least, other) => Math.min(least, stepsBetween(position, other)),
    Number.POSITIVE_INFINITY,
  );
}

/** Steps from cell to neighbouring cell. */
function stepsBetween(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, bin, axis) => sum + Math.abs(bin - (b[axis] ?? bin)), 0);
}
