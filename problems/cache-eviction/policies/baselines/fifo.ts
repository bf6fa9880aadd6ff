/** First in, first out. */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  _slot: number,
  _now: number,
  _count: number,
  _lastAccess: number,
  addedAt: number,
): number {
  return addedAt;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
