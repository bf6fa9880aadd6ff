import { canPack, cannotPack, type Packing } from './packing.ts';
import {
  GB_PER_TB,
  loadOf,
  migrationCost,
  WORST_PRESSURE,
  type PlacementCase,
  type Slice,
} from './workload.ts';

/** Steps of a bisection: they shrink a doubling to less than 1e-11 of itself. */
const HALVINGS = 40;
/** Partial packings tried for each pressure asked about before the answer is "perhaps"; ten times as many prove no more here. */
const MAX_NODES = 30_000;
/** Above this many GPUs the exact search is not tried. */
const MAX_EXACT_GPUS = 9;
/** Pressures at which the exchange between pressure and migration is computed. */
const EXCHANGE_STEPS = 400;

/**
 * A value that no placement of the case can beat, in 1/TB. Where moving is free and there are at most
 * nine GPUs it is the optimum itself, to 1e-11 times memory over free memory of a GPU, unless the search runs out of nodes; elsewhere it is a
 * relaxation. README.md has the argument.
 */
export function leastPressure(workload: PlacementCase): number {
  const isSmall = workload.gpus <= MAX_EXACT_GPUS && workload.migrationWeight === 0;
  const relaxed = highestImpossible(workload, cannotPack);
  const alone = isSmall
    ? highestImpossible(workload, (packing) => canPack(packing, MAX_NODES) === false, relaxed)
    : relaxed;
  const lowest = Math.min(GB_PER_TB * alone, WORST_PRESSURE);
  return workload.migrationWeight === 0 ? lowest : withMigration(workload, lowest);
}

/** The optimum without its search: what counting alone proves, in 1/TB; migration is left out. */
export function relaxedPressure(workload: PlacementCase): number {
  return GB_PER_TB * highestImpossible(workload, cannotPack);
}

/** The highest pressure per GB found to be impossible. */
function highestImpossible(
  workload: PlacementCase,
  isImpossible: (packing: Packing) => boolean,
  known = volumeBound(workload),
): number {
  let low = known;
  let high = 2 * low;
  while (isImpossible(packingAt(workload, high))) {
    low = high;
    high *= 2;
  }
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (isImpossible(packingAt(workload, middle))) low = middle;
    else high = middle;
  }
  return low;
}

/** All load over all free memory: the pressure if weights and loads were fluids. */
function volumeBound({ gpus, memoryGb, slices }: PlacementCase): number {
  const load = slices.reduce((sum, slice) => sum + loadOf(slice), 0);
  const sizeGb = slices.reduce((sum, slice) => sum + slice.sizeGb, 0);
  return (load / (gpus * memoryGb - sizeGb)) * (1 - 1e-12);
}

function packingAt({ gpus, memoryGb, slices }: PlacementCase, pressure: number): Packing {
  const volumes = slices.map((slice) => loadOf(slice) + pressure * slice.sizeGb);
  return { volumes: volumes.toSorted((a, b) => b - a), bins: gpus, capacity: pressure * memoryGb };
}

/**
 * The least sum of pressure and migration: the memory that must be moved, as a fluid, to bring every
 * GPU down to a pressure falls with that pressure, so that between two pressures the lower one and
 * what the upper one makes necessary are a bound.
 */
function withMigration(workload: PlacementCase, lowest: number): number {
  const highest = Math.max(lowest, currentPressure(workload));
  const step = (highest - lowest) / EXCHANGE_STEPS;
  let least = highest;
  for (let index = 0; index < EXCHANGE_STEPS; index += 1) {
    const pressure = lowest + index * step;
    const movedGb = necessaryMoves(workload, (pressure + step) / GB_PER_TB);
    least = Math.min(least, pressure + migrationCost(workload, movedGb));
  }
  return least;
}

/** Highest pressure of what lies on the GPUs now, in 1/TB: at it nothing need be moved, or all is lost. */
function currentPressure(workload: PlacementCase): number {
  const pressures = residents(workload).map((slices) => {
    const load = slices.reduce((sum, slice) => sum + loadOf(slice), 0);
    const sizeGb = slices.reduce((sum, slice) => sum + slice.sizeGb, 0);
    const freeGb = workload.memoryGb - sizeGb;
    return freeGb > 0 ? Math.min((GB_PER_TB * load) / freeGb, WORST_PRESSURE) : WORST_PRESSURE;
  });
  return Math.max(...pressures);
}

/** GB that must leave their GPUs, at the least, for no GPU to be above `pressure` (per GB). */
function necessaryMoves(workload: PlacementCase, pressure: number): number {
  return residents(workload).reduce((total, slices) => {
    const volume = (slice: Slice): number => loadOf(slice) + pressure * slice.sizeGb;
    let excess =
      slices.reduce((sum, slice) => sum + volume(slice), 0) - pressure * workload.memoryGb;
    let movedGb = 0;
    // The volume taken off by moving a GB is load / size + pressure: the densest go first.
    for (const slice of slices) {
      if (excess <= 0) break;
      const share = Math.min(1, excess / volume(slice));
      movedGb += share * slice.sizeGb;
      excess -= volume(slice);
    }
    return total + movedGb;
  }, 0);
}

/** The present contents of each GPU, by descending load per GB. */
function residents({ gpus, slices }: PlacementCase): (readonly Slice[])[] {
  const byGpu = Array.from({ length: gpus }, (): Slice[] => []);
  for (const slice of slices) byGpu[slice.currentGpu]?.push(slice);
  return byGpu.map((held) => held.toSorted((a, b) => loadOf(b) / b.sizeGb - loadOf(a) / a.sizeGb));
}
