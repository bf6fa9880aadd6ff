declare global {
  var seenItems: number[] | undefined;
}

/**
 * Tries to know the future: notes the items of one case where the next might find them, in the module
 * and on the global object, and packs badly on purpose until it sees a sequence for the second time.
 */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  globalThis.seenItems ??= [];
  globalThis.seenItems.push(item);
  const firstCase = globalThis.seenItems.length <= 100;
  for (let bin = 0; bin < count; bin += 1) {
    const free = remaining[bin] ?? 0;
    scores[bin] = firstCase ? free - item : item - free;
  }
}
