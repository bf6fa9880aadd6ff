/** Worst fit: the emptiest bin in use; a new bin only when none has room. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  const capacity = remaining[count - 1] ?? 0;
  for (let bin = 0; bin < count; bin += 1) {
    const free = remaining[bin] ?? 0;
    scores[bin] = free < capacity ? free - item : -1;
  }
}
