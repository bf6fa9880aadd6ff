// Tries to bring its own prices: edges with a cost and a flow of their own, as the published form had them.
export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => [
      [task.source, to, { cost: 0, throughput: 1e12, flow: 1e12, partitions: [] }],
    ]),
  );
}
