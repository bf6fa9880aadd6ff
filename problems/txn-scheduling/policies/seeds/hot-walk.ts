import type { Answer, Scheduler } from '../../policy.d.ts';

/** Time steps by which an order may be worse than the last and still be kept, at most. */
const HEAT = /* tune 0.01..30 */ 20;
/** How the heat falls with the share of evaluations left. */
const COOLING = /* tune 0..4 */ 0;
/** Weight of the mean end of a transaction beside the makespan. */
const MEAN_WEIGHT = /* tune 0..1 */ 0;
/** Longest way of a moved transaction, as a share of the order. */
const REACH = /* tune 0.02..1 */ 0.1;

/** Moves a transaction a little way, again and again, and minds hardly what that does. */
export function createScheduler(task: { readonly evaluations: number }): Scheduler {
  let cost = Infinity;
  let from = 0;
  let to = 0;
  return {
    propose(order, answer) {
      const count = order.length;
      const left = answer.evaluationsLeft / task.evaluations;
      if (left === 1) {
        for (let at = 0; at < count; at += 1) order[at] = at;
        return count;
      }
      const next = costOf(answer, count);
      if (next <= cost + toleranceAt(left)) cost = next;
      else move(order, to, from);
      from = Math.floor(Math.random() * count);
      to = targetOf(from, count);
      move(order, from, to);
      return count;
    },
  };
}

function costOf({ makespan, totalEnd }: Answer, count: number): number {
  return makespan + (MEAN_WEIGHT * totalEnd) / count;
}

function toleranceAt(left: number): number {
  return HEAT * Math.random() * left ** COOLING;
}

function targetOf(from: number, count: number): number {
  const way = Math.round((2 * Math.random() - 1) * REACH * count);
  return Math.min(count - 1, Math.max(0, from + way));
}

/** Takes what stands at `from` to `to`; the reverse takes it back. */
function move(order: Int32Array, from: number, to: number): void {
  const moved = order[from] ?? 0;
  if (from < to) order.copyWithin(from, from + 1, to + 1);
  else order.copyWithin(to + 1, to, from);
  order[to] = moved;
}
