import type { Case } from 'adrs';

/** One sequence of items for bins of one capacity. Sizes are whole, in [1, capacity]. */
export interface PackingCase extends Case {
  /** Data set: published figures are averages within one. */
  readonly group: string;
  readonly capacity: number;
  /** In order of arrival. */
  readonly items: readonly number[];
  /** Mean L1 bound of the data set, in bins: what an excess is a percentage of. */
  readonly reference: number;
}

/** What a loader or a generator knows of a sequence before its data set is complete. */
export type Instance = Pick<PackingCase, 'id' | 'capacity' | 'items'>;

/** Instances as one data set, so that the mean of `excessPercent` is the published ratio of means. */
export function dataSet(group: string, instances: readonly Instance[]): PackingCase[] {
  const bins = instances.map(volumeBound).reduce((sum, bound) => sum + bound, 0);
  return instances.map((instance) => ({ ...instance, group, reference: bins / instances.length }));
}

/** Bins beyond the L1 bound as a percentage of the data set's mean L1 bound. */
export function excessPercent(workload: PackingCase, bins: number): number {
  return (100 * (bins - volumeBound(workload))) / workload.reference;
}

/** The L1 bound: bins that the summed size alone needs. */
export function volumeBound({ items, capacity }: Pick<Instance, 'items' | 'capacity'>): number {
  return Math.ceil(items.reduce((sum, size) => sum + size, 0) / capacity);
}

/**
 * The L2 bound, never below L1 (Martello and Toth, "Lower bounds and reduction procedures for the
 * bin packing problem", Discrete Applied Mathematics 28, 1990).
 *
 * For a threshold t <= capacity / 2: items larger than capacity - t share a bin with nothing of size t
 * or more, items larger than half share a bin with no other such item, and what of the volume of
 * [t, capacity / 2] does not fit beside the latter needs further bins. The bound is the maximum over t.
 */
export function pairingBound({ items, capacity }: Pick<Instance, 'items' | 'capacity'>): number {
  const sizes = items.toSorted((a, b) => a - b);
  const volumeBelow = [0];
  for (const size of sizes) volumeBelow.push((volumeBelow.at(-1) ?? 0) + size);
  /** Volume of the items at positions [from, to) of the sorted sizes. */
  const volume = (from: number, to: number): number =>
    (volumeBelow[to] ?? 0) - (volumeBelow[from] ?? 0);
  const half = countUpTo(sizes, capacity / 2);
  const thresholds = new Set([0, ...sizes.slice(0, half)]);
  let best = 0;
  for (const threshold of thresholds) {
    const small = countUpTo(sizes, threshold - 1);
    const pairable = countUpTo(sizes, capacity - threshold);
    const spare = (pairable - half) * capacity - volume(half, pairable);
    const rest = Math.ceil((volume(small, half) - spare) / capacity);
    best = Math.max(best, sizes.length - half + Math.max(0, rest));
  }
  return best;
}

/** How many of the ascending whole numbers are at most `limit`. */
function countUpTo(sizes: readonly number[], limit: number): number {
  let low = 0;
  let high = sizes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
