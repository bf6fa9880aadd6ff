import type { Task } from '../../policy.d.ts';

interface Tree {
  /** Region before each region of the tree; -1 for the others and for the source. */
  readonly parent: readonly number[];
  readonly cost: number;
}

/** One tree for all parts. A few times a region picked by chance becomes a relay, or stops being one. */
export function plan(task: Task, prices: Float64Array, gbps: Float64Array): number[][][] {
  const weights = Array.from(
    prices,
    (price, edge) => price + /* tune 0..1 */ 0.1 / Math.max(gbps[edge] ?? 0, 0.1),
  );
  const rounds = /* tune 0..200 */ 5;
  const tolerance = /* tune 0..0.5 */ 0.01;
  let relays = new Set<number>();
  let kept = treeOver(task, weights, relays);
  let best = kept;
  for (let round = 0; round < rounds; round += 1) {
    const tried = new Set(relays);
    const region = Math.floor(Math.random() * task.regions);
    if (!tried.delete(region)) tried.add(region);
    const tree = treeOver(task, weights, tried);
    if (tree.cost > kept.cost * (1 + tolerance * (1 - round / rounds))) continue;
    kept = tree;
    relays = tried;
    if (tree.cost < best.cost) best = tree;
  }
  return task.destinations.map((to) => {
    const path = [to];
    let at = best.parent[to] ?? -1;
    while (at >= 0 && path.length <= task.maxHops + 1) {
      path.unshift(at);
      at = best.parent[at] ?? -1;
    }
    const short = path.length > task.maxHops + 1 ? [task.source, to] : path;
    return Array.from({ length: task.partitions }, () => short);
  });
}

/** Every region of the tree takes its cheapest sender that does not depend on it, as often as that helps. */
function treeOver(task: Task, weights: readonly number[], relays: ReadonlySet<number>): Tree {
  const { regions, source, destinations, maxHops } = task;
  const members = [...new Set([...destinations, ...relays])].filter((one) => one !== source);
  const parent = Array.from({ length: regions }, () => -1);
  for (const to of members) parent[to] = source;
  const weightOf = (from: number, to: number): number => weights[from * regions + to] ?? 0;
  for (let pass = 0; pass < /* tune 1..6 */ 1; pass += 1) {
    for (const to of members) {
      for (const from of members) {
        if (weightOf(from, to) >= weightOf(parent[to] ?? source, to)) continue;
        let hops = 1;
        let at = from;
        while (at !== to && at !== source) {
          at = parent[at] ?? source;
          hops += 1;
        }
        if (at === source && hops < maxHops / 2) parent[to] = from;
      }
    }
  }
  const cost = members.reduce((sum, to) => sum + weightOf(parent[to] ?? source, to), 0);
  return { parent, cost };
}
