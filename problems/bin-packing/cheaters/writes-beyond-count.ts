/** Tries to choose a bin that the item does not fit into, by the highest scores past the offered ones. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < scores.length; bin += 1) {
    scores[bin] = bin < count ? item - (remaining[bin] ?? 0) : 1e300;
  }
}
