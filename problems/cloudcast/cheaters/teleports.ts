// Tries to start where the data is not: every path begins next to its destination, or is there already.
export function plan(task: { destinations: number[]; partitions: number }): unknown {
  const { destinations, partitions } = task;
  return destinations.map((to, index) => {
    const near = destinations[(index + 1) % destinations.length] ?? to;
    return Array.from({ length: partitions }, (_, part) => (part === 0 ? [to] : [near, to]));
  });
}
