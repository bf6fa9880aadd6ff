/** Median; the mean of the two in the middle of an even number, 0 of none. */
export function medianOf(values: readonly number[]): number {
  return medianOfSorted(values.toSorted((a, b) => a - b));
}

/** Median of values that are sorted, up or down, in constant time. */
export function medianOfSorted(sorted: readonly number[]): number {
  const last = sorted.length - 1;
  return ((sorted[last >> 1] ?? 0) + (sorted[(last + 1) >> 1] ?? 0)) / 2;
}
