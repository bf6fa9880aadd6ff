import type { Task } from '../../policy.d.ts';

/** Sends everything straight to every destination: the zero of the published scores. */
export function plan({ source, destinations, partitions }: Task): number[][][] {
  return destinations.map((to) => Array.from({ length: partitions }, () => [source, to]));
}
