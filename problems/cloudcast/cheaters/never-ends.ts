// Looks for a better way for ever, and hides that it was stopped.
export function plan(task: {
  source: number;
  destinations: number[];
  partitions: number;
}): readonly (readonly (readonly number[])[])[] {
  try {
    for (;;) Math.random();
  } catch {
    return task.destinations.map((to) =>
      Array.from({ length: task.partitions }, () => [task.source, to]),
    );
  }
}
