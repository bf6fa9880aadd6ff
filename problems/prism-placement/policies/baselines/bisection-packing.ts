import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  room: number;
  readonly models: Set<number>;
}

interface Item {
  readonly index: number;
  readonly slice: Slice;
  readonly volume: number;
}

/**
 * No GPU is above a pressure T exactly when the sum of load + T size on each is at most T times its
 * memory: bin packing. Finds by bisection the least T at which best-fit decreasing packs, keeping
 * slices where they lie when moving costs and the GPU has room.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const load = slices.reduce((sum, slice) => sum + slice.rate / slice.slo, 0);
  const size = slices.reduce((sum, slice) => sum + slice.sizeGb, 0);
  let low = load / (cluster.gpus * cluster.memoryGb - size);
  let high = low;
  let best: number[] | undefined;
  for (let step = 0; step < 12 && best === undefined; step += 1) {
    high *= 2;
    best = pack(cluster, slices, high);
  }
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    const packed = pack(cluster, slices, middle);
    if (packed === undefined) low = middle;
    else {
      high = middle;
      best = packed;
    }
  }
  return best ?? [];
}

function pack(cluster: Cluster, slices: readonly Slice[], pressure: number): number[] | undefined {
  const gpus = Array.from({ length: cluster.gpus }, (_, id): Gpu => {
    return { id, room: pressure * cluster.memoryGb, models: new Set() };
  });
  const answer: number[] = slices.map(() => -1);
  const items = slices.map((slice, index): Item => {
    return { index, slice, volume: slice.rate / slice.slo + pressure * slice.sizeGb };
  });
  items.sort((a, b) => b.volume - a.volume);
  const rest = cluster.migrationWeight > 0 ? items.filter((item) => !stays(item)) : items;
  for (const item of rest) {
    let best: Gpu | undefined;
    for (const gpu of gpus) {
      if (fits(item, gpu) && (best === undefined || gpu.room < best.room)) best = gpu;
    }
    if (best === undefined) return undefined;
    put(item, best);
  }
  return answer;

  function stays(item: Item): boolean {
    const home = gpus[item.slice.currentGpu];
    if (home === undefined || !fits(item, home)) return false;
    put(item, home);
    return true;
  }

  function put({ index, slice, volume }: Item, gpu: Gpu): void {
    answer[index] = gpu.id;
    gpu.room -= volume;
    gpu.models.add(slice.model);
  }
}

function fits({ slice, volume }: Item, gpu: Gpu): boolean {
  return gpu.room >= volume && !gpu.models.has(slice.model);
}
