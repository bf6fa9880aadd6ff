import { MAX_HOPS, rentUsd, secondsOn, type Workload } from './workload.ts';

/**
 * The least a broadcast can cost, in USD: the egress of the cheapest directed Steiner tree for all the
 * data, and the rent of the source and the destinations alone for the time that their own capacities
 * allow at best. The proof is in README.md.
 */
export function leastCostUsd(workload: Workload): number {
  const rent = rentUsd(workload, workload.destinations.length + 1, leastSeconds(workload));
  return workload.dataGb * steinerPricePerGb(workload) + rent;
}

/** The limits that no valid plan exceeds: every path as long, expensive and slow as the rules allow. */
export function worstCostUsd(workload: Workload): number {
  const { regions, destinations, partitions, pricePerGb, gbps, vmsPerRegion } = workload;
  const most = Math.min(MAX_HOPS, regions.length - 1) * destinations.length;
  const degree = Math.min(regions.length - 1, destinations.length * partitions);
  const limit = Math.min(...workload.ingressGbps, ...workload.egressGbps) / degree;
  const slowest = Math.min(...gbps.filter((_, edge) => !isLoop(workload, edge)), limit);
  const seconds = secondsOn(workload, partitions, vmsPerRegion * slowest);
  const egress = workload.dataGb * most * Math.max(...pricePerGb);
  return egress + rentUsd(workload, Math.min(regions.length, most + 1), seconds);
}

/**
 * Weight in USD per GB of the cheapest tree that leads from the source to every destination, by the
 * dynamic program of Dreyfus and Wagner (Networks 1, 1971) in its directed form:
 * best[S, v] = min over u of dist(v, u) + min over A of best[A, u] + best[S - A, u].
 */
export function steinerPricePerGb(workload: Workload): number {
  const size = workload.regions.length;
  const { source, destinations } = workload;
  const dist = distances(workload);
  const sets = 1 << destinations.length;
  const best = Array.from({ length: sets }, () => new Float64Array(size).fill(Infinity));
  for (let set = 1; set < sets; set += 1) {
    const joined = joinedTrees(best, set);
    const only = Math.log2(set);
    if (Number.isInteger(only)) joined[destinations[only] ?? 0] = 0;
    relax(best[set] ?? joined, joined, dist);
  }
  return best[sets - 1]?.[source] ?? Number.NaN;
}

/** Cheapest two trees that meet in a region and share the destinations of `set`. Shape [regions]. */
function joinedTrees(best: readonly Float64Array[], set: number): Float64Array {
  const joined = new Float64Array(best[0]?.length ?? 0).fill(Infinity);
  for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
    const rest = set ^ part;
    if (part < rest) break;
    const other = best[rest];
    best[part]?.forEach((cost, at) => lower(joined, at, cost + (other?.[at] ?? Infinity)));
  }
  return joined;
}

/** Puts the cheapest way before each tree: to[v] = min over u of dist(v, u) + from[u]. */
function relax(to: Float64Array, from: Float64Array, dist: Float64Array): void {
  const size = from.length;
  for (let at = 0; at < size; at += 1) {
    let least = Infinity;
    for (let next = 0; next < size; next += 1) {
      const sum = (dist[at * size + next] ?? 0) + (from[next] ?? 0);
      if (sum < least) least = sum;
    }
    to[at] = least;
  }
}

/** Cheapest ways between all pairs (Floyd and Warshall), in USD per GB. Shape [regions, regions]. */
function distances({ pricePerGb, regions }: Workload): Float64Array {
  const size = regions.length;
  const dist = Float64Array.from(pricePerGb);
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) {
      const head = dist[from * size + via] ?? 0;
      for (let to = 0; to < size; to += 1) {
        lower(dist, from * size + to, head + (dist[via * size + to] ?? 0));
      }
    }
  }
  return dist;
}

function lower(values: Float64Array, at: number, value: number): void {
  if (value < (values[at] ?? 0)) values[at] = value;
}

/** Every destination must receive all partitions, and the source must send each at least once. */
function leastSeconds(workload: Workload): number {
  const { destinations, source, ingressGbps, egressGbps, regions, partitions } = workload;
  const size = regions.length;
  const rows = regions.keys().toArray();
  const edgesInto = (to: number): number[] => rows.map((from) => from * size + to);
  const capacities = destinations.map((to) => ({ limit: ingressGbps[to], edges: edgesInto(to) }));
  const outOf = { limit: egressGbps[source], edges: rows.map((to) => source * size + to) };
  const flow = [...capacities, outOf].map(({ limit, edges }) => capacity(workload, limit, edges));
  return secondsOn(workload, partitions, Math.min(...flow));
}

/** The flow that these edges together (`bottleneck`: the best of them) can carry past a region's limit. */
function capacity(
  { gbps, vmsPerRegion, timeForm, regions }: Workload,
  limit = 0,
  edges: readonly number[] = [],
): number {
  const size = regions.length;
  const flows = edges.map((edge) => (edge % (size + 1) === 0 ? 0 : (gbps[edge] ?? 0)));
  const sum = flows.reduce((total, flow) => total + flow, 0);
  return vmsPerRegion * Math.min(limit, timeForm === 'shared' ? sum : Math.max(...flows));
}

/** From a region to itself. */
function isLoop({ regions }: Workload, edge: number): boolean {
  return edge % (regions.length + 1) === 0;
}
