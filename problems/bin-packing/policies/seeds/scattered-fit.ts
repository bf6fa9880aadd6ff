/** Any fit without a plan: a bin in use, scattered by a hash of the two sizes. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  const capacity = remaining[count - 1] ?? 0;
  for (let bin = 0; bin < count; bin += 1) {
    const free = remaining[bin] ?? 0;
    scores[bin] = free < capacity ? (item * 31 + free * 17) % 13 : -1;
  }
}
