import type { Cluster, Slice } from '../../policy.d.ts';
import { placeGreedily, type Gpu } from '../shared/greedy.ts';

/**
 * Greedy by descending load + 0.03 size, each on the GPU whose pressure is lowest with the slice on it.
 * Where that does not place everything the largest slices go first.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const byBoth = (slice: Slice): number => slice.rate / slice.slo + 0.03 * slice.sizeGb;
  const bySize = (slice: Slice): number => slice.sizeGb;
  return (
    placeGreedily(cluster, slices, { key: byBoth, pressureOf }) ??
    placeGreedily(cluster, slices, { key: bySize, pressureOf }) ??
    []
  );
}

function pressureOf(gpu: Gpu, slice: Slice): number {
  const left = gpu.free - slice.sizeGb;
  return left > 0 ? (gpu.load + slice.rate / slice.slo) / left : 1e6;
}
