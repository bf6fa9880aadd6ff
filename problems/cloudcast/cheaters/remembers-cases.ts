// Tries to learn from one case for the next: answers with the best it knows of all calls so far.
const seen: number[][] = [];

export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): unknown {
  seen.push([task.source, ...task.destinations]);
  const relay = seen.length > 1 ? seen[0]?.[0] : undefined;
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, () =>
      relay === undefined || relay === task.source || relay === to
        ? [task.source, to]
        : [task.source, relay, to],
    ),
  );
}
