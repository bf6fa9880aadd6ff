/** Tries to be worse than the worst that is allowed: a new bin for every item, the farther of the two. */
export function priority(
  _item: number,
  _remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = bin;
}
