import type { Task } from '../../policy.d.ts';
import { steinerTree } from '../shared/steiner-tree.ts';
import { planAlong } from '../shared/trees.ts';
import { waysOf } from '../shared/ways.ts';

/** The cheapest tree to all destinations at once, by price alone; the same for all parts. */
export function plan(task: Task, prices: Float64Array): number[][][] {
  return planAlong(steinerTree(task, waysOf(task.regions, prices)), task);
}
