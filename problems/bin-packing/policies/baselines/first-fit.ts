/** First fit: the first bin with room. */
export function priority(
  _item: number,
  _remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = -bin;
}
