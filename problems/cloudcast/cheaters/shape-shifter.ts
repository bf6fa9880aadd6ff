// Tries to pass the checks as one plan and to be priced as another: paths that change when read again.
export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => {
      let reads = 0;
      const path = [task.source, to];
      Object.defineProperty(path, 0, { get: () => (reads++ < 2 ? task.source : to) });
      return path;
    }),
  );
}
