import type { Cluster, Slice } from '../../policy.d.ts';
import { placeGreedily, type Gpu } from '../shared/greedy.ts';

/**
 * Algorithm 1 of Prism (arXiv 2505.04021) in the form of the published benchmark: by descending load,
 * each on the GPU whose pressure is lowest before the slice is put there. Where that does not place
 * everything (never in the published cases) the largest slices go first.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const byLoad = (slice: Slice): number => slice.rate / slice.slo;
  const bySize = (slice: Slice): number => slice.sizeGb;
  return (
    placeGreedily(cluster, slices, { key: byLoad, pressureOf }) ??
    placeGreedily(cluster, slices, { key: bySize, pressureOf }) ??
    []
  );
}

function pressureOf(gpu: Gpu): number {
  return gpu.load / gpu.free;
}
