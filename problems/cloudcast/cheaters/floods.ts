// Tries to flood the evaluator with an answer far larger than any plan.
export function plan(task: { source: number; destinations: number[] }): unknown {
  return task.destinations.map((to) => Array.from({ length: 10_000 }, () => [task.source, to]));
}
