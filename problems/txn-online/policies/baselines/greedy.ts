import type { State } from '../../policy.d.ts';
import { leastRow } from '../shared/rows.ts';

/** Of all that wait, the one that the makespan grows least by; the oldest of equals. */
export function pick(waiting: Float64Array, _delays: Float64Array, { count }: State): number {
  return leastRow(count, (row) => waiting[6 * row + 1] ?? 0);
}
