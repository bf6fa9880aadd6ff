import { rentUsd, secondsOn, type Workload } from '../cases/workload.ts';

/** Paths by destination and partition, each from the source on. Shape [destinations, partitions, hops + 1]. */
export type Plan = readonly (readonly (readonly number[])[])[];

/** The cost of a plan and its parts. */
export interface Bill {
  readonly egressUsd: number;
  readonly vmUsd: number;
  /** Until the last partition has arrived. */
  readonly seconds: number;
  /** Regions in which machines are rented, the source and the destinations included. */
  readonly regionsUsed: number;
  /** Edges that carry something. */
  readonly edgesUsed: number;
  /** The edge that takes longest, as [from, to]. */
  readonly slowest: readonly [number, number];
}

/** An edge in use: `edge` = from * regions + to, and how many partitions cross it. */
interface Load {
  readonly edge: number;
  readonly parts: number;
}

/**
 * Prices a valid plan. A partition that several paths take over the same edge crosses it, and is paid
 * for, once. Prices and capacities come from the workload, nothing from the plan.
 */
export function billOf(workload: Workload, plan: Plan): Bill {
  const { regions, pricePerGb, dataGb, partitions } = workload;
  const loads = loadsOf(workload, plan);
  const used = new Set<number>();
  let egressUsd = 0;
  for (const { edge, parts } of loads) {
    egressUsd += parts * (dataGb / partitions) * (pricePerGb[edge] ?? Number.NaN);
    used.add(Math.floor(edge / regions.length)).add(edge % regions.length);
  }
  const { seconds, edge } = slowestOf(workload, loads);
  return {
    egressUsd,
    vmUsd: rentUsd(workload, used.size, seconds),
    seconds,
    regionsUsed: used.size,
    edgesUsed: loads.length,
    slowest: [Math.floor(edge / regions.length), edge % regions.length],
  };
}

/** In the order of edges, so that no sum depends on the order of the plan. */
function loadsOf({ regions, partitions }: Workload, plan: Plan): readonly Load[] {
  const size = regions.length;
  const crossings = { last: new Int32Array(size * size), parts: new Int32Array(size * size) };
  for (let part = 0; part < partitions; part += 1) {
    for (const paths of plan) cross(crossings, edgesOf(paths[part] ?? [], size), part + 1);
  }
  const { parts } = crossings;
  const used = new Set(plan.flatMap((paths) => paths.flatMap((path) => edgesOf(path, size))));
  return [...used]
    .toSorted((one, other) => one - other)
    .map((edge) => ({ edge, parts: parts[edge] ?? 0 }));
}

function edgesOf(path: readonly number[], size: number): readonly number[] {
  return path.slice(1).map((to, hop) => (path[hop] ?? 0) * size + to);
}

/** By edge: the last partition that crossed it, counted from 1, and how many did. */
interface Crossings {
  readonly last: Int32Array;
  readonly parts: Int32Array;
}

function cross({ last, parts }: Crossings, edges: readonly number[], part: number): void {
  for (const edge of edges) {
    if (last[edge] === part) continue;
    last[edge] = part;
    parts[edge] = (parts[edge] ?? 0) + 1;
  }
}

/**
 * The edge that needs most time. Where the throughputs of the edges into a region sum to more than
 * it can receive, none of them gets more than an equal share of that; likewise out of a region.
 */
function slowestOf(
  workload: Workload,
  loads: readonly Load[],
): { readonly seconds: number; readonly edge: number } {
  const { regions, gbps, vmsPerRegion, ingressGbps, egressGbps } = workload;
  const size = regions.length;
  const into = createShares(ingressGbps, vmsPerRegion);
  const outOf = createShares(egressGbps, vmsPerRegion);
  for (const { edge } of loads) {
    const flow = vmsPerRegion * (gbps[edge] ?? 0);
    into.add(edge % size, flow);
    outOf.add(Math.floor(edge / size), flow);
  }
  let worst = { seconds: -1, edge: 0 };
  for (const { edge, parts } of loads) {
    const flow = Math.min(
      vmsPerRegion * (gbps[edge] ?? 0),
      into.of(edge % size),
      outOf.of(Math.floor(edge / size)),
    );
    const seconds = secondsOn(workload, parts, flow);
    if (seconds > worst.seconds) worst = { seconds, edge };
  }
  return worst;
}

interface Shares {
  readonly add: (region: number, flow: number) => void;
  /** The most an edge of this region gets, in Gbit/s. */
  readonly of: (region: number) => number;
}

function createShares(limits: readonly number[], vms: number): Shares {
  const sums = new Float64Array(limits.length);
  const edges = new Int32Array(limits.length);
  return {
    add(region, flow) {
      sums[region] = (sums[region] ?? 0) + flow;
      edges[region] = (edges[region] ?? 0) + 1;
    },
    of(region) {
      const limit = (limits[region] ?? 0) * vms;
      return (sums[region] ?? 0) > limit ? limit / (edges[region] ?? 1) : Infinity;
    },
  };
}
