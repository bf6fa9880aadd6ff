/** Last fit, close to next fit: the latest bin in use that has room. */
export function priority(
  _item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  const capacity = remaining[count - 1] ?? 0;
  for (let bin = 0; bin < count; bin += 1) {
    const used = (remaining[bin] ?? 0) < capacity;
    scores[bin] = used ? bin : -1;
  }
}
