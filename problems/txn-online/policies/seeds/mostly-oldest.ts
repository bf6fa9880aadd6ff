import type { State } from '../../policy.d.ts';

const START = /* tune -3..3 */ 0;
const GROWTH = /* tune -3..3 */ 0;
const LENGTH = /* tune -3..3 */ 0;
const AGE = /* tune -3..3 */ -1;
const WRITES = /* tune -3..3 */ 0;
const CONFLICTS = /* tune -3..3 */ 0;
const DELAY = /* tune -3..3 */ 0;
const BEND = /* tune 0.2..3 */ 1;

/** Weighs everything that is known of a transaction; as the weights stand, the oldest comes first. */
export function pick(waiting: Float64Array, delays: Float64Array, { count }: State): number {
  let best = 0;
  let least = Infinity;
  for (let row = 0; row < count; row += 1) {
    const score = scoreOf(waiting, row) + delayOf(delays, row, count);
    if (score >= least) continue;
    least = score;
    best = row;
  }
  return best;
}

function scoreOf(waiting: Float64Array, row: number): number {
  const start = waiting[6 * row] ?? 0;
  const growth = waiting[6 * row + 1] ?? 0;
  const length = waiting[6 * row + 2] ?? 0;
  const age = waiting[6 * row + 3] ?? 0;
  const writes = waiting[6 * row + 4] ?? 0;
  const conflicts = waiting[6 * row + 5] ?? 0;
  return (
    START * start +
    GROWTH * growth +
    LENGTH * length +
    AGE * age +
    WRITES * writes +
    CONFLICTS * conflicts
  );
}

function delayOf(delays: Float64Array, row: number, count: number): number {
  let total = 0;
  for (let other = 0; other < count; other += 1) {
    total += DELAY * (delays[row * count + other] ?? 0) ** BEND;
  }
  return total;
}
