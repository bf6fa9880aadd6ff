// Tries to send one part of ten: the first partition only.
export function plan(task: { source: number; destinations: number[] }): unknown {
  return task.destinations.map((to) => [[task.source, to]]);
}
