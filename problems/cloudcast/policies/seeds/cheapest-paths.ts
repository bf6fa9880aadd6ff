import type { Task } from '../../policy.d.ts';

/** Gives every destination its own cheapest path, found by rounds of relaxation. */
export function plan(task: Task, prices: Float64Array): number[][][] {
  const { regions, source } = task;
  const paths: number[][] = Array.from({ length: regions }, () => []);
  const cost = Array.from({ length: regions }, () => Infinity);
  paths[source] = [source];
  cost[source] = 0;
  for (let round = 0; round < task.maxHops; round += 1) {
    for (let from = 0; from < regions; from += 1) {
      const path = paths[from] ?? [];
      if (path.length === 0 || path.length > task.maxHops) continue;
      for (let to = 0; to < regions; to += 1) {
        if (path.includes(to)) continue;
        const sum = (cost[from] ?? 0) + (prices[from * regions + to] ?? 0);
        if (sum < (cost[to] ?? 0)) {
          cost[to] = sum;
          paths[to] = [...path, to];
        }
      }
    }
  }
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => paths[to] ?? []),
  );
}
