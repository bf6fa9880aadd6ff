/** Best fit: the bin that the item fills most. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = item - (remaining[bin] ?? 0);
}
