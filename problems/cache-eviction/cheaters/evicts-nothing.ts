/** Refuses to evict: names a slot that does not exist, so that the cache would grow past its capacity. */
export function start(): void {}

export function priority(_slot: number, now: number): number {
  return now;
}

export function victim(): number {
  return 2 ** 31 - 1;
}
