/** The object with the fewest requests leaves first; those before its last eviction count a little. */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  now: number,
  count: number,
  _lastAccess: number,
  addedAt: number,
  _size: number,
  pastCount: number,
): number {
  return uses(count, pastCount) / /* tune 1..10000 */ (100 + age(now, addedAt));
}

function uses(count: number, pastCount: number): number {
  return count + /* tune 0..4 */ 0.2 * pastCount;
}

function age(now: number, addedAt: number): number {
  return now - addedAt;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
