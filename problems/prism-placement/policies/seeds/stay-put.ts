import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  free: number;
  readonly models: Set<number>;
}

/** Moves nothing that lies somewhere; then the rest, large first, to wherever most memory is free. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const gpus = Array.from({ length: cluster.gpus }, (_, id): Gpu => {
    return { id, free: cluster.memoryGb, models: new Set() };
  });
  const answer = slices.map((slice) => slice.currentGpu);
  const put = (index: number, slice: Slice, gpu: Gpu | undefined): void => {
    if (gpu === undefined) return;
    answer[index] = gpu.id;
    gpu.free -= slice.sizeGb;
    gpu.models.add(slice.model);
  };
  for (const [index, slice] of slices.entries()) put(index, slice, gpus[slice.currentGpu]);
  const homeless = [...slices.entries()].filter(([, slice]) => slice.currentGpu < 0);
  homeless.sort(([, a], [, b]) => b.sizeGb - a.sizeGb);
  for (const [index, slice] of homeless) {
    const open = gpus.filter((gpu) => gpu.free >= slice.sizeGb && !gpu.models.has(slice.model));
    const [best] = open.sort((a, b) => b.free - a.free);
    put(index, slice, best);
  }
  return answer;
}
