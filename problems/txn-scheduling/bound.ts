import { cliqueBound } from './clique-bound.ts';
import { keyBound } from './key-bound.ts';
import type { Batch } from './workload.ts';

/** The proved lower bound on the makespan of every complete order, in time steps: the better of two. */
export function lowerBound(batch: Pick<Batch, 'transactions'>): number {
  return Math.max(keyBound(batch), cliqueBound(batch));
}
