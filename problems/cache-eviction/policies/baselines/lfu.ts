/** Least frequently used since it came into the cache; of equals the one whose count is oldest. */
export function priority(_slot: number, _now: number, count: number): number {
  return count;
}

export function start(): void {}

export function victim(lowest: number): number {
  return lowest;
}
