import type { Task } from '../../policy.d.ts';
import { planAlong } from '../shared/trees.ts';
import { NOTHING, wayBetween, waysOf, type Ways } from '../shared/ways.ts';

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
  return planAlong(parent, task);
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
