interface Task {
  readonly regions: number;
  readonly source: number;
  readonly destinations: readonly number[];
  readonly partitions: number;
}

/** Less than this is rounding. */
const NOTHING = 1e-12;

/**
 * The shortest path heuristic for Steiner trees (Takahashi and Matsuyama, 1980): again and again the
 * destination that is cheapest to reach from the tree joins it by its cheapest path.
 */
export function plan(task: Task, prices: Float64Array): number[][][] {
  const ways = waysOf(task.regions, prices);
  const parent = new Map<number, number>();
  const tree = [task.source];
  const open = new Set(task.destinations);
  while (open.size > 0) {
    const way = cheapestJoin(ways, tree, open);
    for (const [index, region] of way.entries()) {
      if (!tree.includes(region)) {
        tree.push(region);
        parent.set(region, way[index - 1] ?? task.source);
      }
      open.delete(region);
    }
  }
  return task.destinations.map((to) => {
    const path = [to];
    for (let at = parent.get(to); at !== undefined; at = parent.get(at)) path.unshift(at);
    return Array.from({ length: task.partitions }, () => path);
  });
}

function cheapestJoin(ways: Ways, tree: readonly number[], open: ReadonlySet<number>): number[] {
  let least = Infinity;
  let best: readonly [number, number] = [0, 0];
  for (const to of open) {
    for (const from of tree) {
      const cost = ways.cost[from * ways.size + to] ?? 0;
      if (cost >= least - NOTHING) continue;
      least = cost;
      best = [from, to];
    }
  }
  return wayBetween(ways, ...best);
}

/** Cheapest ways between all pairs: their cost, and the first step of each. */
interface Ways {
  readonly size: number;
  readonly cost: Float64Array;
  readonly step: Int32Array;
}

/** By Floyd and Warshall. A way is replaced only when another one is cheaper by more than rounding. */
function waysOf(size: number, prices: Float64Array): Ways {
  const cost = Float64Array.from(prices);
  const step = Int32Array.from(cost, (_, edge) => edge % size);
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) {
      const head = cost[from * size + via] ?? 0;
      for (let to = 0; to < size; to += 1) {
        const sum = head + (cost[via * size + to] ?? 0);
        if (sum >= (cost[from * size + to] ?? 0) - NOTHING) continue;
        cost[from * size + to] = sum;
        step[from * size + to] = step[from * size + via] ?? via;
      }
    }
  }
  return { size, cost, step };
}

function wayBetween({ size, step }: Ways, from: number, to: number): number[] {
  const way = [from];
  for (let at = from; at !== to; way.push(at)) at = step[at * size + to] ?? to;
  return way;
}
