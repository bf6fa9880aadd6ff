import { createRng } from '../../core/rng.ts';

const SAMPLE_CASES = 3;

/** Positions of the cases that are run again on their own; none when there is only one case. */
export function leakPositions(seed: string, cases: number): readonly number[] {
  if (cases < 2) return [];
  const order = createRng(seed)
    .fork('leak-check')
    .shuffle([...Array(cases).keys()]);
  // The last one first: in the first run it had the most cases before it.
  return order.slice(0, SAMPLE_CASES).toSorted((a, b) => b - a);
}
