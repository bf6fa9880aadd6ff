/** Least recently used. */
export function priority(_slot: number, now: number): number {
  return now;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
