import { gpuCapacity, gpuDemand, type SchedulingCase } from './workload.ts';

/** Pods arrive until they have asked for this many times the GPUs of the cluster, as published. */
const OVERLOAD = 1.3;

/**
 * Classes of arriving pods: those of `first`, then what `next` draws, up to 1.3 times the GPUs of the
 * cluster. The pod that would exceed that is left out and ends the sequence.
 */
export function arrivalsFor(
  cluster: Pick<SchedulingCase, 'shapes' | 'nodes' | 'classes'>,
  first: readonly number[],
  next: () => number,
): number[] {
  const { classes } = cluster;
  const limit = OVERLOAD * gpuCapacity(cluster);
  const demandOf = (kind: number): number => gpuDemand(classes[kind] ?? { gpus: 0, gpuMilli: 0 });
  const arrivals: number[] = [];
  let demand = 0;
  for (;;) {
    const kind = first[arrivals.length] ?? next();
    demand += demandOf(kind);
    if (demand > limit) return arrivals;
    arrivals.push(kind);
  }
}

/** The different values of a list, in order of appearance, and the index of each item's value. */
export function distinct<T>(items: readonly T[]): {
  readonly values: readonly T[];
  readonly indices: readonly number[];
} {
  const places = new Map<string, number>();
  const values: T[] = [];
  const indices = items.map((item) => {
    const key = JSON.stringify(item);
    const known = places.get(key) ?? values.length;
    if (known === values.length) {
      values.push(item);
      places.set(key, known);
    }
    return known;
  });
  return { values, indices };
}
