interface Cluster {
  readonly gpus: number;
  readonly memoryGb: number;
  readonly migrationWeight: number;
}

interface Slice {
  readonly model: number;
  readonly sizeGb: number;
  readonly rate: number;
  readonly slo: number;
  readonly currentGpu: number;
}

interface Gpu {
  readonly id: number;
  free: number;
  load: number;
  readonly models: Set<number>;
}

/**
 * Greedy by descending load + 0.03 size, each on the GPU whose pressure is lowest with the slice on it.
 * Where that does not place everything the largest slices go first.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const byBoth = (slice: Slice): number => slice.rate / slice.slo + 0.03 * slice.sizeGb;
  const bySize = (slice: Slice): number => slice.sizeGb;
  return attempt(cluster, slices, byBoth) ?? attempt(cluster, slices, bySize) ?? [];
}

function pressureOf(gpu: Gpu, slice: Slice): number {
  const left = gpu.free - slice.sizeGb;
  return left > 0 ? (gpu.load + slice.rate / slice.slo) / left : 1e6;
}

/** Places by descending key; undefined when a slice fits nowhere. */
function attempt(
  cluster: Cluster,
  slices: readonly Slice[],
  key: (slice: Slice) => number,
): number[] | undefined {
  const gpus = emptyGpus(cluster);
  const answer: number[] = slices.map(() => -1);
  const order = [...slices.entries()].sort(([, a], [, b]) => key(b) - key(a));
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

function emptyGpus({ gpus, memoryGb }: Cluster): Gpu[] {
  return Array.from({ length: gpus }, (_, id) => ({
    id,
    free: memoryGb,
    load: 0,
    models: new Set(),
  }));
}
