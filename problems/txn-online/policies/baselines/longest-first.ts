import type { State } from '../../policy.d.ts';
import { leastRow } from '../shared/rows.ts';

/** The longest of those that wait; the oldest of equals. */
export function pick(waiting: Float64Array, _delays: Float64Array, { count }: State): number {
  return leastRow(count, (row) => -(waiting[6 * row + 2] ?? 0));
}
