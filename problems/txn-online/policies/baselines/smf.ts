import type { State } from '../../policy.d.ts';

const SAMPLES = 10;

/**
 * Shortest makespan first (Cheng et al., "Towards Optimal Transaction Scheduling", VLDB 2024) over the
 * window: of 10 that wait, drawn at random, the one that the makespan grows least by.
 */
export function pick(waiting: Float64Array, _delays: Float64Array, { count }: State): number {
  const rows = Array.from({ length: count }, (_, row) => row);
  let best = 0;
  let least = Infinity;
  for (let sample = 0; sample < Math.min(SAMPLES, count); sample += 1) {
    const place = sample + Math.floor(Math.random() * (count - sample));
    const row = rows[place] ?? 0;
    rows[place] = rows[sample] ?? 0;
    const growth = waiting[6 * row + 1] ?? 0;
    if (growth >= least) continue;
    least = growth;
    best = row;
  }
  return best;
}
