import type { Rng } from '../core/rng.ts';
import type { Pool } from './pool.ts';

/** Random elites compared for each distant inspiration. */
const CANDIDATES_PER_CHOICE = 8;

/**
 * Up to `count` elites other than the parent, best first: half of them, rounded up, are the best of the pool, the
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
  let farthest = drawExcept(taken, elites.length, rng);
  if (archive.positionOf === undefined) return farthest;
  const positionAt = (rank: number): readonly number[] => {
    const elite = elites[rank];
    return (elite && archive.positionOf?.(elite)) ?? [];
  };
  const occupied = taken.map(positionAt);
  let record = stepsToNearest(positionAt(farthest), occupied);
  for (let tries = 1; tries < CANDIDATES_PER_CHOICE; tries += 1) {
    const rank = drawExcept(taken, elites.length, rng);
    const steps = stepsToNearest(positionAt(rank), occupied);
    if (steps > record) [farthest, record] = [rank, steps];
  }
  return farthest;
}

function drawExcept(taken: readonly number[], count: number, rng: Rng): number {
  let rank = rng.integer(count);
  while (taken.includes(rank)) rank = (rank + 1) % count;
  return rank;
}

/** A step leads from a cell to its neighbour along an axis. */
function stepsToNearest(
  position: readonly number[],
  occupied: readonly (readonly number[])[],
): number {
  let nearest = Infinity;
  for (const other of occupied) {
    let steps = 0;
    for (let axis = 0; axis < position.length; axis += 1) {
      steps += Math.abs((position[axis] ?? 0) - (other[axis] ?? 0));
    }
    nearest = Math.min(nearest, steps);
  }
  return nearest;
}
