/** Turns the arithmetic and the arrays that it can reach upside down, and answers as LRU does. */
export function start(): void {
  Math.floor = () => 0;
  Math.max = () => 0;
  for (const type of [Array, Int32Array, Float64Array, Uint8Array]) {
    Object.defineProperty(type.prototype, 'fill', { value: () => undefined });
  }
  Object.defineProperty(Object.prototype, 'misses', { get: () => 0, set: () => undefined });
}

export function priority(_slot: number, now: number): number {
  return now;
}

export function victim(lowest: number): number {
  return lowest;
}
