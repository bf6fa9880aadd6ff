import type { Task } from '../../policy.d.ts';

/** One destination after the other takes its cheapest path; edges that carry data already are cheaper. */
export function plan(task: Task, prices: Float64Array, gbps: Float64Array): number[][][] {
  const { regions } = task;
  const weights = Array.from(
    prices,
    (price, edge) => 1 * price + 0.05 / Math.max(gbps[edge] ?? 0, 0.1),
  );
  return task.destinations.map((to) => {
    const path = cheapestPath(task, weights, to);
    for (let hop = 1; hop < path.length; hop += 1) {
      const edge = (path[hop - 1] ?? 0) * regions + (path[hop] ?? 0);
      weights[edge] = (weights[edge] ?? 0) * 0.8;
    }
    return Array.from({ length: task.partitions }, () => path);
  });
}

/** By rounds of relaxation; paths of at most `maxHops` hops. */
function cheapestPath(task: Task, weights: readonly number[], to: number): number[] {
  const { regions, source } = task;
  let paths: number[][] = Array.from({ length: regions }, () => []);
  const cost = Array.from({ length: regions }, () => Infinity);
  paths[source] = [source];
  cost[source] = 0;
  for (let round = 0; round < task.maxHops; round += 1) {
    const before = [...cost];
    const longer = [...paths];
    for (let from = 0; from < regions; from += 1) {
      const path = paths[from] ?? [];
      if (path.length === 0) continue;
      for (let next = 0; next < regions; next += 1) {
        const sum = (before[from] ?? 0) + (weights[from * regions + next] ?? 0);
        if (path.includes(next) || sum >= (cost[next] ?? 0)) continue;
        cost[next] = sum;
        longer[next] = [...path, next];
      }
    }
    paths = longer;
  }
  return paths[to] ?? [];
}
