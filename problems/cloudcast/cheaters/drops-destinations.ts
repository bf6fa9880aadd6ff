// Tries to leave out the dear destinations: no paths for all but the cheapest one.
export function plan(
  task: { source: number; regions: number; destinations: number[]; partitions: number },
  prices: Float64Array,
): unknown {
  const price = (to: number): number => prices[task.source * task.regions + to] ?? 0;
  const [cheapest] = task.destinations.toSorted((one, other) => price(one) - price(other));
  return task.destinations.map((to) =>
    to === cheapest ? Array.from({ length: task.partitions }, () => [task.source, to]) : [],
  );
}
