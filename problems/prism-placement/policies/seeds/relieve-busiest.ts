import type { Cluster, Slice } from '../../policy.d.ts';

interface Gpu {
  readonly id: number;
  free: number;
  load: number;
  readonly held: Set<number>;
  readonly models: Set<number>;
}

/** Large slices where most memory is free; then a few slices leave the busiest GPU for an idle one. */
export function place(cluster: Cluster, slices: readonly Slice[]): number[] {
  const gpus = Array.from({ length: cluster.gpus }, (_, id): Gpu => {
    return { id, free: cluster.memoryGb, load: 0, held: new Set(), models: new Set() };
  });
  const answer: number[] = slices.map(() => -1);
  const shift = (index: number, from: Gpu | undefined, to: Gpu): void => {
    const slice = slices[index];
    if (slice === undefined) return;
    for (const [gpu, sign] of [
      [from, -1],
      [to, 1],
    ] as const) {
      if (gpu === undefined) continue;
      gpu.free -= sign * slice.sizeGb;
      gpu.load += (sign * slice.rate) / slice.slo;
    }
    from?.held.delete(index);
    from?.models.delete(slice.model);
    to.held.add(index);
    to.models.add(slice.model);
    answer[index] = to.id;
  };
  const key = ({ sizeGb, rate, slo }: Slice): number => sizeGb + /* tune 0..100 */ (1 * rate) / slo;
  const order = [...slices.entries()].sort(([, a], [, b]) => key(b) - key(a));
  for (const [index, slice] of order) {
    const open = gpus.filter((gpu) => gpu.free > slice.sizeGb && !gpu.models.has(slice.model));
    const cost = (gpu: Gpu): number => /* tune 0..200 */ 5 * gpu.load - gpu.free;
    open.sort((a, b) => cost(a) - cost(b));
    if (open[0] !== undefined) shift(index, undefined, open[0]);
  }
  const pressure = (gpu: Gpu): number => gpu.load / gpu.free;
  for (let round = 0; round < /* tune 0..200 */ 4; round += 1) {
    const [busiest, ...others] = gpus.toSorted((a, b) => pressure(b) - pressure(a));
    if (busiest === undefined) break;
    const target = others.at(-1);
    for (const index of busiest.held) {
      const slice = slices[index];
      if (slice === undefined || target === undefined || target.models.has(slice.model)) continue;
      const after = (target.load + slice.rate / slice.slo) / (target.free - slice.sizeGb);
      if (target.free <= slice.sizeGb || after >= pressure(busiest)) continue;
      shift(index, busiest, target);
      break;
    }
  }
  return answer;
}
