/** Arithmetic mean, summed in the order given, so that equal lists have equal means to the bit; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean, by the sample variance; 0 of fewer than two values. */
export function standardErrorOf(values: readonly number[]): number {
  const count = values.length;
  if (count < 2) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (count - 1) / count);
}
