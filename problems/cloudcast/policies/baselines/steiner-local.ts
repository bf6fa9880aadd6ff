import type { Task } from '../../policy.d.ts';
import { steinerTree } from '../shared/steiner-tree.ts';
import { pathTo, planAlong, type Tree } from '../shared/trees.ts';
import { waysOf } from '../shared/ways.ts';

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
  return planAlong(parent, task);
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
