import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  free: number;
  load: number;
  readonly models: Set<number>;
}

/** The largest slices first, each on the GPU with the most free memory. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const gpus = emptyGpus(cluster);
  const answer: number[] = slices.map(() => -1);
  const order = [...slices.entries()].sort(([, a], [, b]) => b.sizeGb - a.sizeGb);
  for (const [index, slice] of order) {
    let best: Gpu | undefined;
    let highest = -Infinity;
    for (const gpu of gpus) {
      if (gpu.free < slice.sizeGb || gpu.models.has(slice.model)) continue;
      const score = gpu.free;
      if (score > highest) {
        highest = score;
        best = gpu;
      }
    }
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
