// Tries to hand in its own result: direct paths in an object that looks like an outcome.
export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  const paths = task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => [task.source, to]),
  );
  return Object.assign({ ...paths }, { value: 0, egressUsd: 0, vmUsd: 0, length: paths.length });
}
