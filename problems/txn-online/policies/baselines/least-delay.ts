import type { State } from '../../policy.d.ts';
import { delayOf, leastRow } from '../shared/rows.ts';

/** Picks the one that moves the others back least, all others together. */
export function pick(_waiting: Float64Array, delays: Float64Array, { count }: State): number {
  return leastRow(count, (row) => delayOf(delays, row, count));
}
