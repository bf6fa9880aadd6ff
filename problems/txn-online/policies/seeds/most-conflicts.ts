import type { State } from '../../policy.d.ts';

/** Picks the one that conflicts with most others that wait. */
export function pick(waiting: Float64Array, _delays: Float64Array, { count }: State): number {
  let best = 0;
  let least = Infinity;
  for (let row = 0; row < count; row += 1) {
    const score = scoreOf(waiting, row);
    if (score >= least) continue;
    least = score;
    best = row;
  }
  return best;
}

function scoreOf(waiting: Float64Array, row: number): number {
  return -(waiting[6 * row + 5] ?? 0);
}
