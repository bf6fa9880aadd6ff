/** The model of the published evaluations, word for word: one bin an item, all there from the start. */
export function packWithAllBins(
  { items, capacity }: { readonly items: readonly number[]; readonly capacity: number },
  exports: Readonly<Record<string, unknown>>,
): number[] {
  const { priority } = exports;
  if (typeof priority !== 'function') throw new Error('not a policy');
  const free = items.map(() => capacity);
  return items.map((item) => {
    const feasible = [...free.keys()].filter((bin) => (free[bin] ?? 0) >= item);
    const scores = new Float64Array(feasible.length);
    priority(
      item,
      Float64Array.from(feasible, (bin) => free[bin] ?? 0),
      scores,
      feasible.length,
    );
    const chosen = feasible[scores.indexOf(Math.max(...scores))] ?? -1;
    free[chosen] = (free[chosen] ?? 0) - item;
    return chosen;
  });
}

/** The optimum of a tiny instance, by trying every assignment. */
export function fewestBins({
  items,
  capacity,
}: {
  readonly items: readonly number[];
  readonly capacity: number;
}): number {
  const search = (index: number, loads: readonly number[]): number => {
    const item = items[index];
    if (item === undefined) return loads.length;
    const into = loads.flatMap((load, bin) =>
      load + item <= capacity ? [search(index + 1, loads.with(bin, load + item))] : [],
    );
    return Math.min(...into, search(index + 1, [...loads, item]));
  };
  return search(0, []);
}
