import type { Workload } from '../../../problems/cloudcast/cases/workload.ts';
import { createRng } from '../../../src/core/rng.ts';

/** A small cloud of one provider, drawn from a seed: 3 destinations, 4 partitions. */
export function smallCloud(seed: number, size = 5, destinations = 3): Workload {
  const rng = createRng(`small-cloud-${seed}`);
  const matrix = (draw: () => number): number[] =>
    Array.from({ length: size * size }, (_, edge) => (edge % (size + 1) === 0 ? 0 : draw()));
  return {
    id: `small-${seed}`,
    group: 'small',
    timeForm: seed % 2 === 0 ? 'shared' : 'bottleneck',
    regions: Array.from({ length: size }, (_, region) => `r${region}`),
    source: 0,
    destinations: Array.from({ length: destinations }, (_, index) => index + 1),
    pricePerGb: matrix(() => (1 + rng.integer(12)) / 100),
    gbps: matrix(() => 1 + rng.integer(9)),
    ingressGbps: Array.from({ length: size }, () => 4 + rng.integer(8)),
    egressGbps: Array.from({ length: size }, () => 3 + rng.integer(8)),
    dataGb: 100,
    partitions: 4,
    vmsPerRegion: 2,
    vmUsdPerHour: 0.54,
  };
}

/** The same cloud with its regions renumbered: region r becomes names[r]. */
export function renumbered(workload: Workload, names: readonly number[]): Workload {
  const size = workload.regions.length;
  const back = names.map((_, region) => names.indexOf(region));
  const list = <T>(values: readonly T[]): T[] => back.flatMap((old) => values.slice(old, old + 1));
  const matrix = (values: readonly number[]): number[] =>
    back.flatMap((from) => back.map((to) => values[from * size + to] ?? Number.NaN));
  const nameOf = (region: number): number => names[region] ?? -1;
  return {
    ...workload,
    regions: list(workload.regions),
    source: nameOf(workload.source),
    destinations: workload.destinations.map(nameOf),
    pricePerGb: matrix(workload.pricePerGb),
    gbps: matrix(workload.gbps),
    ingressGbps: list(workload.ingressGbps),
    egressGbps: list(workload.egressGbps),
  };
}

/** Price per GB of the cheapest tree, by trying every parent of every region that could be in it. */
export function cheapestTreeByForce({
  regions,
  source,
  destinations,
  pricePerGb,
}: Workload): number {
  const size = regions.length;
  let least = Infinity;
  const parents: number[] = regions.map(() => -1);
  const visit = (region: number, price: number): void => {
    if (region === size) {
      if (destinations.every((to) => reaches(parents, source, to))) least = Math.min(least, price);
      return;
    }
    const isNeeded = destinations.includes(region);
    for (let parent = -1; parent < size; parent += 1) {
      if (parent === region || (region === source && parent >= 0)) continue;
      if (parent < 0 && isNeeded) continue;
      parents[region] = parent;
      visit(region + 1, price + (parent < 0 ? 0 : (pricePerGb[parent * size + region] ?? 0)));
    }
  };
  visit(0, 0);
  return least;
}

function reaches(parents: readonly number[], source: number, from: number): boolean {
  let at = from;
  for (let steps = 0; steps <= parents.length && at >= 0; steps += 1) {
    if (at === source) return true;
    at = parents[at] ?? -1;
  }
  return false;
}
