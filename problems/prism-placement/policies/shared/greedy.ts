import type { Cluster, Slice } from '../../policy.d.ts';

/** A GPU and what has been put there. */
export interface Gpu {
  readonly id: number;
  free: number;
  load: number;
  readonly models: Set<number>;
}

/** Which slice comes next, and where it goes. */
interface Rule {
  /** The slice with the highest key comes first. */
  readonly key: (slice: Slice) => number;
  /** The GPU with the lowest pressure gets the slice. */
  readonly pressureOf: (gpu: Gpu, slice: Slice) => number;
}

/** Places slices one by one; undefined when one fits nowhere. */
export function placeGreedily(
  cluster: Cluster,
  slices: readonly Slice[],
  { key, pressureOf }: Rule,
): number[] | undefined {
  const gpus = Array.from({ length: cluster.gpus }, (_, id): Gpu => {
    return { id, free: cluster.memoryGb, load: 0, models: new Set() };
  });
  const answer: number[] = slices.map(() => -1);
  const order = [...slices.entries()].toSorted(([, a], [, b]) => key(b) - key(a));
  for (const [index, slice] of order) {
    let best: Gpu | undefined;
    let lowest = Infinity;
    for (const gpu of gpus) {
      if (gpu.free < slice.sizeGb || gpu.free <= 0 || gpu.models.has(slice.model)) continue;
      const pressure = pressureOf(gpu, slice);
      if (pressure < lowest) {
        lowest = pressure;
        best = gpu;
      }
    }
    if (best === undefined) return undefined;
    best.load += slice.rate / slice.slo;
    best.free -= slice.sizeGb;
    best.models.add(slice.model);
    answer[index] = best.id;
  }
  return answer;
}
