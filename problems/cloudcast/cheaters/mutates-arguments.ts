// Tries to make everything free and fast by writing over what it was given; then sends straight.
export function plan(
  task: Record<string, unknown> & { source: number; destinations: number[]; partitions: number },
  prices: Float64Array,
  gbps: Float64Array,
): number[][][] {
  const { source, partitions } = task;
  const destinations = [...task.destinations];
  prices.fill(0);
  gbps.fill(1e9);
  task.destinations.length = 1;
  task['dataGb'] = 1e-9;
  task['vmUsdPerHour'] = -5;
  task['maxHops'] = 1e9;
  task['timeForm'] = 'bottleneck';
  return destinations.map((to) => Array.from({ length: partitions }, () => [source, to]));
}
