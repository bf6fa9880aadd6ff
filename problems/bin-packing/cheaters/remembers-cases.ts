const seen: number[] = [];

/**
 * Tries to learn from one case for the next: notes every item it ever saw in the module, and packs
 * badly on purpose until it has seen a hundred.
 */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  const learning = seen.push(item) <= 100;
  for (let bin = 0; bin < count; bin += 1) {
    const free = remaining[bin] ?? 0;
    scores[bin] = learning ? free - item : item - free;
  }
}
