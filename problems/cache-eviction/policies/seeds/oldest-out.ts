/** The oldest leaves first; every request of an object makes it a little younger. */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  now: number,
  count: number,
  lastAccess: number,
  addedAt: number,
): number {
  return addedAt + bonus(count) - wait(now, lastAccess);
}

function bonus(count: number): number {
  return /* tune 0..1000 */ 10 * Math.log2(count);
}

/** Requests since the object was asked for last; none for one that is new. */
function wait(now: number, lastAccess: number): number {
  return lastAccess < 0 ? 0 : /* tune 0..1 */ 0.1 * (now - lastAccess);
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
