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
 * Algorithm 1 of Prism (arXiv 2505.04021) in the form of the published benchmark: by descending load,
 * each on the GPU whose pressure is lowest before the slice is put there. Where that does not place
 * everything (never in the published cases) the largest slices go first.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const byLoad = (slice: Slice): number => slice.rate / slice.slo;
  const bySize = (slice: Slice): number => slice.sizeGb;
  return attempt(cluster, slices, byLoad) ?? attempt(cluster, slices, bySize) ?? [];
}

function pressureOf(gpu: Gpu, _slice: Slice): number {
  return gpu.load / gpu.free;
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
