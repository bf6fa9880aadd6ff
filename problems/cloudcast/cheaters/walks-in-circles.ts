// Tries endless and circular paths, through regions that are none, to find an edge without a price.
export function plan(task: {
  source: number;
  regions: number;
  destinations: number[];
  partitions: number;
}): unknown {
  const detours = [
    [task.source],
    [-1],
    [task.regions],
    [0.5],
    [NaN],
    Array(1000).fill(task.source),
  ];
  return task.destinations.map((to) =>
    Array.from({ length: task.partitions }, (_, part) => [
      task.source,
      ...(detours[part % detours.length] ?? []),
      to,
    ]),
  );
}
