import type { Task } from '../../policy.d.ts';

/** Reaches every destination straight, or through the one region that saves most. */
export function plan(task: Task, prices: Float64Array, gbps: Float64Array): number[][][] {
  const { regions, source } = task;
  const cost = (from: number, to: number): number =>
    (prices[from * regions + to] ?? 0) + 0.01 / (gbps[from * regions + to] ?? 1);
  return task.destinations.map((to) => {
    let path = [source, to];
    let least = cost(source, to);
    for (let relay = 0; relay < regions; relay += 1) {
      if (relay === source || relay === to) continue;
      const sum = cost(source, relay) + cost(relay, to);
      if (sum < least) {
        least = sum;
        path = [source, relay, to];
      }
    }
    return Array.from({ length: task.partitions }, () => path);
  });
}
