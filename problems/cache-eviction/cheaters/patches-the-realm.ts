/** Turns what it can reach of the realm upside down, and answers as LRU does. */
export function start(): void {
  const hooks = [
    (): unknown => Object.assign(Math, { floor: () => 0, max: () => 0 }),
    (): unknown => Object.assign(Float64Array.prototype, { fill: () => undefined }),
    (): unknown => Object.defineProperty(Object.prototype, 'misses', { get: () => 0 }),
  ];
  for (const hook of hooks) {
    try {
      hook();
    } catch {
      // What is frozen stays as it is.
    }
  }
}

export function priority(_slot: number, now: number): number {
  return now;
}

export function victim(lowest: number): number {
  return lowest;
}
