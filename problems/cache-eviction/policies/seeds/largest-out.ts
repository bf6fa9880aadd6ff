/** The largest object leaves first; one that has returned after its eviction counts for more. */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  _now: number,
  _count: number,
  _lastAccess: number,
  _addedAt: number,
  size: number,
  _pastCount: number,
  evictedAt: number,
  floor: number,
): number {
  return worth(evictedAt) / size + age(floor);
}

function worth(evictedAt: number): number {
  return evictedAt < 0 ? 1 : /* tune 1..20 */ 1;
}

/** What newer objects are ahead of older ones by. */
function age(floor: number): number {
  return /* tune 0..1 */ 0 * floor;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
