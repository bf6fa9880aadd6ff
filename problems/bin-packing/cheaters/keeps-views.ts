const kept: Float64Array[] = [];

/** Tries to reach the simulation's books: keeps every array it ever saw and writes into all of them. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  const ratings = Array.from({ length: count }, (_, bin) => item - (remaining[bin] ?? 0));
  if (!kept.includes(remaining)) kept.push(remaining, new Float64Array(remaining.buffer));
  for (const view of kept) view.fill(1e6);
  for (let bin = 0; bin < count; bin += 1) scores[bin] = ratings[bin] ?? 0;
}
