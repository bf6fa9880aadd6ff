/** Tries to score later, when the items are known: answers with a promise. */
export async function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): Promise<void> {
  await Promise.resolve();
  for (let bin = 0; bin < count; bin += 1) scores[bin] = item - (remaining[bin] ?? 0);
}
