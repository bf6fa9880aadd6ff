/** Tries infinite scores: a certain choice that no measure of the scores can be compared with. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = Number.NEGATIVE_INFINITY;
  scores[count - 1] = item > 50 ? Number.POSITIVE_INFINITY : (remaining[count - 1] ?? 0);
}
