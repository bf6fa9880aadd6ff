/**
 * Greedy Dual, size and frequency (Cherkasova, HPL-98-69, 1998): requests per byte, on top of the
 * priority of the object evicted last, so that old objects age.
 */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  _now: number,
  count: number,
  _lastAccess: number,
  _addedAt: number,
  size: number,
  _pastCount: number,
  _evictedAt: number,
  floor: number,
): number {
  return floor + (1e6 * count) / size;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
