// Tries to drop the dear broadcasts from the mean: throws where there are many destinations.
export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  if (task.destinations.length > 5) throw new Error('unlucky');
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () => [task.source, to]),
  );
}
