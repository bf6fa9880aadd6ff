/** Evicts half an object. */
export function start(): void {}

export function priority(_slot: number, now: number): number {
  return now;
}

export function victim(lowest: number): number {
  return lowest + 0.5;
}
