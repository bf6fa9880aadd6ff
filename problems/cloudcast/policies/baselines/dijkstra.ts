import type { Task } from '../../policy.d.ts';

/** Less than this is rounding. */
const NOTHING = 1e-15;

/** The cheapest path to each destination on its own (Dijkstra), the same for all parts. */
export function plan(task: Task, prices: Float64Array): number[][][] {
  const { source } = task;
  const before = shortestPathTree(task, prices);
  return task.destinations.map((to) => {
    const path = [to];
    while (path[0] !== source) path.unshift(before[path[0] ?? source] ?? source);
    return Array.from({ length: task.partitions }, () => path);
  });
}

/** The region before each region on its cheapest path from the source. Shape [regions]. */
function shortestPathTree({ regions, source }: Task, prices: Float64Array): Int32Array {
  const cost = new Float64Array(regions).fill(Infinity);
  const before = new Int32Array(regions).fill(source);
  const open = new Set(Array.from({ length: regions }, (_, region) => region));
  cost[source] = 0;
  while (open.size > 0) {
    let at = -1;
    for (const region of open) {
      if (at < 0 || (cost[region] ?? 0) < (cost[at] ?? 0)) at = region;
    }
    open.delete(at);
    for (const to of open) {
      const sum = (cost[at] ?? 0) + (prices[at * regions + to] ?? 0);
      if (sum >= (cost[to] ?? 0) - NOTHING) continue;
      cost[to] = sum;
      before[to] = at;
    }
  }
  return before;
}
