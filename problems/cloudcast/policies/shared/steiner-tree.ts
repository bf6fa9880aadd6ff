import type { Task } from '../../policy.d.ts';
import type { Tree } from './trees.ts';
import { NOTHING, wayBetween, type Ways } from './ways.ts';

/** The cheapest tree from the source to all destinations at once (Dreyfus and Wagner 1971, directed). */
export function steinerTree({ source, destinations }: Task, ways: Ways): Tree {
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

interface World {
  readonly ways: Ways;
  readonly destinations: readonly number[];
}

/** The cheapest way from every region to where the tree splits, and the rest of the tree from there. */
function entryOf(set: number, table: readonly Entry[], world: World): Entry {
  const { size, cost: dist } = world.ways;
  const { joined, parts } = splitsOf(set, table, world);
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

/** The cheapest two trees that meet in each region and share the destinations of the set. */
function splitsOf(set: number, table: readonly Entry[], { ways, destinations }: World): Splits {
  const joined = new Float64Array(ways.size).fill(Infinity);
  const splits = { joined, parts: new Int32Array(ways.size) };
  for (const [index, to] of destinations.entries()) if (set === 1 << index) joined[to] = 0;
  for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
    join(splits, part, [table[part] ?? EMPTY, table[set ^ part] ?? EMPTY]);
  }
  return splits;
}

interface Splits {
  readonly joined: Float64Array;
  readonly parts: Int32Array;
}

function join(
  { joined, parts }: Splits,
  part: number,
  [one, other]: readonly [Entry, Entry],
): void {
  for (let at = 0; at < joined.length; at += 1) {
    const sum = (one.cost[at] ?? 0) + (other.cost[at] ?? 0);
    if (sum >= (joined[at] ?? 0) - NOTHING) continue;
    joined[at] = sum;
    parts[at] = part;
  }
}

function breadthFirst(edges: ReadonlyMap<number, readonly number[]>, source: number): Tree {
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
