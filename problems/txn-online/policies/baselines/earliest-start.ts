import type { State } from '../../policy.d.ts';
import { delayOf, leastRow } from '../shared/rows.ts';

/** The one that can start first; of equals the one that moves the others back least. */
export function pick(waiting: Float64Array, delays: Float64Array, { count }: State): number {
  return leastRow(count, (row) => (waiting[6 * row] ?? 0) + 1e-6 * delayOf(delays, row, count));
}
