import type { PackingCase } from './workload.ts';

/**
 * The L2 bound, never below L1 (Martello and Toth, "Lower bounds and reduction procedures for the
 * bin packing problem", Discrete Applied Mathematics 28, 1990).
 *
 * For a threshold t <= capacity / 2: items larger than capacity - t share a bin with nothing of size t
 * or more, items larger than half share a bin with no other such item, and what of the volume of
 * [t, capacity / 2] does not fit beside the latter needs further bins. The bound is the maximum over t.
 */
export function pairingBound({ items, capacity }: Pick<PackingCase, 'items' | 'capacity'>): number {
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

/** Number of the ascending whole numbers that are at most `limit`. */
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
