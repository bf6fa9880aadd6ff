/**
 * The heuristic that FunSearch found for the OR data sets (Romera-Paredes et al., Nature 625, 2024):
 * a tight fit is best, a fit with a little room left is worst, and a loose one lies in between.
 */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = worth((remaining[bin] ?? 0) - item);
}

/** How good it is to leave so much of a bin free. */
function worth(left: number): number {
  if (left <= 2) return 4;
  if (left <= 3) return 3;
  if (left <= 5) return 2;
  if (left <= 7) return 1;
  if (left <= 9) return 0.9;
  if (left <= 12) return 0.95;
  if (left <= 15) return 0.97;
  return left <= 21 ? 0.98 : 0.99;
}
