interface Task {
  readonly regions: number;
  readonly source: number;
  readonly destinations: readonly number[];
  readonly partitions: number;
  readonly ingressGbps: readonly number[];
  readonly egressGbps: readonly number[];
  readonly dataGb: number;
  readonly vmsPerRegion: number;
  readonly vmUsdPerHour: number;
  readonly maxHops: number;
  readonly timeForm: 'shared' | 'bottleneck';
}

/** Less than this is rounding. */
const NOTHING = 1e-12;
/** USD per GB that an edge of 1 Gbit/s counts as dearer; breaks ties between cheapest trees. */
const SLOWNESS = 1e-6;

/**
 * The cheapest tree, improved by local search on its whole cost: again and again the region whose move
 * to another parent, or under a new relay, saves most is moved. The same tree for all parts.
 */
export function plan(task: Task, prices: Float64Array, gbps: Float64Array): number[][][] {
  const weights = prices.map((price, edge) => price + SLOWNESS / Math.max(gbps[edge] ?? 0, 0.01));
  let parent: Tree = steinerTree(task, waysOf(task.regions, weights));
  let cost = costOf({ task, prices, gbps }, parent);
  for (;;) {
    let best = parent;
    let least = cost - 1e-9;
    for (const next of movesOf(task, parent)) {
      const sum = costOf({ task, prices, gbps }, next);
      if (sum >= least) continue;
      least = sum;
      best = next;
    }
    if (best === parent) break;
    parent = best;
    cost = least;
  }
  return task.destinations.map((to) => {
    const path = pathTo(parent, to);
    return Array.from({ length: task.partitions }, () => path);
  });
}

type Tree = ReadonlyMap<number, number>;

function pathTo(tree: Tree, to: number): number[] {
  const path = [to];
  for (let at = tree.get(to); at !== undefined; at = tree.get(at)) path.unshift(at);
  return path;
}

/** Every tree that is one move away. */
function* movesOf(task: Task, tree: Tree): Generator<Tree> {
  const inTree = [task.source, ...tree.keys()];
  for (const [child, old] of tree) {
    for (let to = 0; to < task.regions; to += 1) {
      if (to === child || to === old) continue;
      const isThere = to === task.source || tree.has(to);
      if (isThere && pathTo(tree, to).includes(child)) continue;
      for (const above of isThere ? [undefined] : inTree) {
        if (above !== undefined && pathTo(tree, above).includes(child)) continue;
        const next = new Map(tree).set(child, to);
        if (above !== undefined) next.set(to, above);
        prune(next, task.destinations);
        if (isShallow(next, task)) yield next;
      }
    }
  }
}

/** Drops relays that lead nowhere. */
function prune(tree: Map<number, number>, destinations: readonly number[]): void {
  for (;;) {
    const inner = new Set([...tree.values(), ...destinations]);
    const leaf = [...tree.keys()].find((region) => !inner.has(region));
    if (leaf === undefined) return;
    tree.delete(leaf);
  }
}

function isShallow(tree: Tree, { destinations, maxHops }: Task): boolean {
  return destinations.every((to) => pathTo(tree, to).length <= maxHops + 1);
}

interface World {
  readonly task: Task;
  readonly prices: Float64Array;
  readonly gbps: Float64Array;
}

/** What the broadcast costs when all parts take this tree, in USD. */
function costOf({ task, prices, gbps }: World, tree: Tree): number {
  const { regions, vmsPerRegion, dataGb, timeForm, partitions } = task;
  const sent = new Float64Array(regions);
  const branches = new Int32Array(regions);
  let egress = 0;
  for (const [to, from] of tree) {
    egress += dataGb * (prices[from * regions + to] ?? 0);
    sent[from] = (sent[from] ?? 0) + (gbps[from * regions + to] ?? 0);
    branches[from] = (branches[from] ?? 0) + 1;
  }
  let slowest = Infinity;
  for (const [to, from] of tree) {
    const most = task.egressGbps[from] ?? 0;
    const share = (sent[from] ?? 0) > most ? most / (branches[from] ?? 1) : Infinity;
    const flow = Math.min(gbps[from * regions + to] ?? 0, task.ingressGbps[to] ?? 0, share);
    slowest = Math.min(slowest, flow);
  }
  const gigabits = timeForm === 'shared' ? dataGb * 8 : dataGb / partitions;
  const seconds = gigabits / (vmsPerRegion * slowest);
  return egress + ((tree.size + 1) * vmsPerRegion * task.vmUsdPerHour * seconds) / 3600;
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
