interface Task {
  readonly regions: number;
  readonly source: number;
  readonly destinations: readonly number[];
  readonly partitions: number;
}

/** Less than this is rounding. */
const NOTHING = 1e-12;

/**
 * The cheapest tree to all destinations at once (Dreyfus and Wagner 1971, directed), by price alone; the
 * same for all parts.
 */
export function plan(task: Task, prices: Float64Array): number[][][] {
  const parent = steinerTree(task, waysOf(task.regions, prices));
  return task.destinations.map((to) => {
    const path = [to];
    for (let at = parent.get(to); at !== undefined; at = parent.get(at)) path.unshift(at);
    return Array.from({ length: task.partitions }, () => path);
  });
}

/** Edges of the cheapest tree from the source to all destinations: the region before each region. */
function steinerTree({ source, destinations }: Task, ways: Ways): Map<number, number> {
  const sets = 1 << destinations.length;
  const table: Entry[] = [];
  for (let set = 0; set < sets; set += 1) table.push(entryOf(set, table, { ways, destinations }));
  const edges = new Map<number, number[]>();
  const follow = (set: number, from: number): void => {
    const { meets, parts } = table[set] ?? EMPTY;
    const meet = meets[from] ?? from;
    const way = wayBetween(ways, from, meet);
    for (const [index, region] of way.slice(1).entries()) {
      const heads = edges.get(way[index] ?? from) ?? [];
      edges.set(way[index] ?? from, [...heads, region]);
    }
    const part = parts[meet] ?? 0;
    if (part === 0) return;
    follow(part, meet);
    follow(set ^ part, meet);
  };
  follow(sets - 1, source);
  return breadthFirst(edges, source);
}

/** Cheapest trees from every region to one set of destinations. */
interface Entry {
  readonly cost: Float64Array;
  /** Where the tree splits, or its only destination. */
  readonly meets: Int32Array;
  /** By region: the part of the set that one branch of a split there serves, 0 for none. */
  readonly parts: Int32Array;
}

const EMPTY: Entry = {
  cost: new Float64Array(0),
  meets: new Int32Array(0),
  parts: new Int32Array(0),
};

function entryOf(
  set: number,
  table: readonly Entry[],
  { ways, destinations }: { readonly ways: Ways; readonly destinations: readonly number[] },
): Entry {
  const { size, cost: dist } = ways;
  const joined = new Float64Array(size).fill(Infinity);
  const parts = new Int32Array(size);
  for (const [index, to] of destinations.entries()) if (set === 1 << index) joined[to] = 0;
  for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
    const one = table[part]?.cost ?? joined;
    const other = table[set ^ part]?.cost ?? joined;
    for (let at = 0; at < size; at += 1) {
      const sum = (one[at] ?? 0) + (other[at] ?? 0);
      if (sum >= (joined[at] ?? 0) - NOTHING) continue;
      joined[at] = sum;
      parts[at] = part;
    }
  }
  const cost = Float64Array.from(joined);
  const meets = Int32Array.from(joined, (_, region) => region);
  for (let at = 0; at < size; at += 1) {
    for (let meet = 0; meet < size; meet += 1) {
      const sum = (dist[at * size + meet] ?? 0) + (joined[meet] ?? 0);
      if (sum >= (cost[at] ?? 0) - NOTHING) continue;
      cost[at] = sum;
      meets[at] = meet;
    }
  }
  return { cost, meets, parts };
}

function breadthFirst(
  edges: ReadonlyMap<number, readonly number[]>,
  source: number,
): Map<number, number> {
  const parent = new Map<number, number>();
  const queue = [source];
  for (const from of queue) {
    for (const to of edges.get(from) ?? []) {
      if (to === source || parent.has(to)) continue;
      parent.set(to, from);
      queue.push(to);
    }
  }
  return parent;
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
