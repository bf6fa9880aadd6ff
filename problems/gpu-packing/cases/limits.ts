import type { LimitOverrides } from 'adrs-lab';
import type { SchedulingCase } from './workload.ts';

/** Pairs of a pod and a node from which on a case is large: those of the public data have 13 million. */
const MANY_PAIRS = 1_000_000;
/** Steps for each pair in a large case: `fgd`, the slowest of the baselines, takes less than a third of them. */
const STEPS_PER_PAIR = 1_000;

/** Work and memory in proportion to large cases; small ones have the evaluator's limits. */
export function limitsFor(cases: readonly SchedulingCase[]): LimitOverrides {
  const pairs = Math.max(...cases.map(({ nodes, arrivals }) => nodes.length * arrivals.length));
  return pairs < MANY_PAIRS ? {} : { maxSteps: STEPS_PER_PAIR * pairs, memoryMb: 512 };
}
