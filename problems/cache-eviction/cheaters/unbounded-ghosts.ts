/** Counts for ever: takes the size of an object for its name, which the memory of the cache forgets. */
const counts = new Map<number, number>();

export function start(): void {
  counts.clear();
}

// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  now: number,
  _count: number,
  _lastAccess: number,
  _addedAt: number,
  size: number,
): number {
  const count = (counts.get(size) ?? 0) + 1;
  counts.set(size, count);
  return now + count;
}

export function victim(lowest: number): number {
  return lowest;
}
