import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  free: number;
  load: number;
  readonly models: Set<number>;
}

/** Large slices, then the others, in the order given, each where load and used memory are least. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const gpus = emptyGpus(cluster);
  const answer: number[] = slices.map(() => -1);
  const numbered = [...slices.entries()];
  const large = numbered.filter(([, slice]) => slice.sizeGb > 16);
  const small = numbered.filter(([, slice]) => slice.sizeGb <= 16);
  for (const [index, slice] of [...large, ...small]) {
    const open = gpus.filter((gpu) => gpu.free > slice.sizeGb && !gpu.models.has(slice.model));
    const cost = (gpu: Gpu): number => gpu.load - 0.02 * gpu.free;
    const [best] = open.sort((a, b) => cost(a) - cost(b));
    if (best === undefined) continue;
    best.free -= slice.sizeGb;
    best.load += slice.rate / slice.slo;
    best.models.add(slice.model);
    answer[index] = best.id;
  }
  return answer;
}

function emptyGpus({ gpus, memoryGb }: Cluster): Gpu[] {
  return Array.from({ length: gpus }, (_, id) => ({
    id,
    free: memoryGb,
    load: 0,
    models: new Set(),
  }));
}
