/**
 * Whether items can be packed into equal bins: the question behind every pressure.
 *
 * A GPU with loads w and sizes s has a pressure of at most T exactly when the sum of w + T s on it is
 * at most T times its memory. So a placement with no pressure above T is a packing of items of volume
 * w + T s into bins of T times the memory.
 */
export interface Packing {
  /** In descending order; above 0. */
  readonly volumes: readonly number[];
  readonly bins: number;
  readonly capacity: number;
}

/** Relative room for rounding: only what misses by more counts as impossible. */
const ROUNDING = 1e-11;

/**
 * Whether counting alone proves that there is no packing: total volume, items too large to share a bin
 * (the L2 bound of Martello and Toth, 1990), and how many items of a size must share one.
 */
export function cannotPack({ volumes, bins, capacity }: Packing): boolean {
  const room = capacity * (1 + ROUNDING);
  return (
    sumOf(volumes, 0, volumes.length) > bins * room ||
    mustShareTooMuch({ volumes, bins, capacity: room }) ||
    needsMoreBins({ volumes, bins, capacity: room })
  );
}

/** Of k bins + 1 items some bin has k + 1, at least as large as the last k + 1 of them. */
function mustShareTooMuch({ volumes, bins, capacity }: Packing): boolean {
  for (let share = 1; (share - 1) * bins < volumes.length; share += 1) {
    const end = (share - 1) * bins + 1;
    if (sumOf(volumes, end - share, end) > capacity) return true;
  }
  return false;
}

function needsMoreBins({ volumes, bins, capacity }: Packing): boolean {
  const half = countAbove(volumes, capacity / 2);
  for (let last = half; last <= volumes.length; last += 1) {
    const threshold = last > half ? (volumes[last - 1] ?? 0) : capacity / 2;
    const alone = countAbove(volumes, capacity - threshold);
    const spare = (half - alone) * capacity - sumOf(volumes, alone, half);
    const rest = (sumOf(volumes, half, last) - spare) / capacity - ROUNDING * volumes.length;
    if (half + Math.max(0, Math.ceil(rest)) > bins) return true;
  }
  return false;
}

/** `true` and `false` are proven; `undefined` when `maxNodes` partial packings did not tell. */
export function canPack(packing: Packing, maxNodes: number): boolean | undefined {
  if (cannotPack(packing)) return false;
  const { volumes, bins, capacity } = packing;
  const search: Search = {
    volumes,
    // Volume of the items from each one on.
    rest: volumes.map((_, index) => sumOf(volumes, index, volumes.length)),
    smallest: volumes.at(-1) ?? 0,
    room: Array.from({ length: bins }, () => capacity * (1 + ROUNDING)),
    nodesLeft: maxNodes,
  };
  if (fill(search, 0)) return true;
  return search.nodesLeft > 0 ? false : undefined;
}

interface Search {
  readonly volumes: readonly number[];
  readonly rest: readonly number[];
  readonly smallest: number;
  readonly room: number[];
  nodesLeft: number;
}

/** Depth first, the largest item next, the fullest bins first, equal bins once. */
function fill(search: Search, index: number): boolean {
  const { volumes, room, rest, smallest } = search;
  const volume = volumes[index];
  if (volume === undefined) return true;
  search.nodesLeft -= 1;
  if (search.nodesLeft <= 0) return false;
  const usable = room.reduce((sum, left) => (left >= smallest ? sum + left : sum), 0);
  if (usable < (rest[index] ?? 0)) return false;
  const bins = [...room.keys()].toSorted((a, b) => (room[a] ?? 0) - (room[b] ?? 0));
  let tried = -1;
  for (const bin of bins) {
    const left = room[bin] ?? 0;
    if (left < volume || left === tried) continue;
    tried = left;
    room[bin] = left - volume;
    if (fill(search, index + 1)) return true;
    room[bin] = left;
  }
  return false;
}

function sumOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let index = Math.max(from, 0); index < to; index += 1) sum += values[index] ?? 0;
  return sum;
}

/** Number of the descending values that are above `limit`. */
function countAbove(values: readonly number[], limit: number): number {
  const count = values.findIndex((value) => value <= limit);
  return count < 0 ? values.length : count;
}
