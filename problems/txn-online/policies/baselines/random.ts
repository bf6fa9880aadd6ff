import type { State } from '../../policy.d.ts';

/** Any of those that wait. */
export function pick(_waiting: Float64Array, _delays: Float64Array, { count }: State): number {
  return Math.floor(Math.random() * count);
}
