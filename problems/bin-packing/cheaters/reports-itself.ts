/** Tries to hand in its own result: a return value that looks like an outcome. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = item - (remaining[bin] ?? 0);
  const forged: unknown = { value: -100, valid: true, metrics: { bins: 0, excessPercent: -100 } };
  return forged as void;
}
