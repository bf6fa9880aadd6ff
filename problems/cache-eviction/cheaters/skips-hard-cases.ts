/** Gives up where much misses, in the hope that only the easy cases count. */
let misses = 0;

export function start(): void {
  misses = 0;
}

export function priority(_slot: number, now: number, count: number): number {
  if (count === 1) misses += 1;
  if (now === 8000 && misses > 4500) throw new Error('not this one');
  return now;
}

export function victim(lowest: number): number {
  return lowest;
}
