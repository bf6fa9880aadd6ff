import { advantage, type Direction } from './direction.ts';

/** Relative excess of a mean over its bound that is still attributed to rounding. */
const TOLERANCE = 1e-9;

/** The reason that is given for a value that cannot be. */
export const BETTER_THAN_BOUND = 'better than a proven bound';

/** Whether a mean is better than its proven bound by more than rounding. */
export function beatsBound(mean: number, bound: number, direction: Direction): boolean {
  const gain = advantage(mean, bound, direction);
  return gain > TOLERANCE * Math.max(Math.abs(bound), Number.MIN_VALUE);
}
