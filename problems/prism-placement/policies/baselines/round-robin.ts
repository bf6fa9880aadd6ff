import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  free: number;
  readonly models: Set<number>;
}

type Numbered = readonly [index: number, slice: Slice];

/**
 * Slice i on GPU i modulo their number, or on the next one after it that can take it. Where that does
 * not place everything (never in the published cases) the largest slices go first.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const given = [...slices.entries()];
  const bySize = given.toSorted(([, a], [, b]) => b.sizeGb - a.sizeGb);
  return turns(cluster, given) ?? turns(cluster, bySize) ?? [];
}

function turns(cluster: Cluster, order: readonly Numbered[]): number[] | undefined {
  const gpus = Array.from({ length: cluster.gpus }, (_, id): Gpu => {
    return { id, free: cluster.memoryGb, models: new Set() };
  });
  const answer: number[] = order.map(() => -1);
  for (const [turn, [index, { sizeGb, model }]] of order.entries()) {
    const first = turn % cluster.gpus;
    const ring = [...gpus.slice(first), ...gpus.slice(0, first)];
    const home = ring.find((gpu) => gpu.free > sizeGb && !gpu.models.has(model));
    if (home === undefined) return undefined;
    home.free -= sizeGb;
    home.models.add(model);
    answer[index] = home.id;
  }
  return answer;
}
