import type { Answer, Scheduler } from '../../policy.d.ts';
import { fillByArrival } from '../shared/order.ts';
import { schedulerOf } from '../shared/search.ts';

/** Temperatures in time steps. */
const HOT = 0.7;
const COLD = 0.1;
/** Weight of the mean end of a transaction added to the makespan. */
const MEAN_WEIGHT = 0.1;

/**
 * Simulated annealing with the same evaluations as everyone: moves single transactions elsewhere,
 * cooled geometrically, from the order of arrival. The mean end breaks ties of the makespan.
 */
export function createScheduler(): Scheduler {
  return schedulerOf(search);
}

function* search(order: Int32Array, evaluations: number): Generator<number, void, Answer> {
  const count = order.length;
  fillByArrival(order);
  let cost = costOf(yield count, count);
  for (let step = 1; count > 1; step += 1) {
    const temperature = HOT * (COLD / HOT) ** (step / evaluations);
    const from = Math.floor(Math.random() * count);
    const to = (from + 1 + Math.floor(Math.random() * (count - 1))) % count;
    move(order, from, to);
    const next = costOf(yield count, count);
    if (next <= cost || Math.random() < Math.exp((cost - next) / temperature)) cost = next;
    else move(order, to, from);
  }
}

function costOf({ makespan, totalEnd }: Answer, count: number): number {
  return makespan + (MEAN_WEIGHT * totalEnd) / count;
}

/** Takes what stands at `from` to `to`; the reverse takes it back. */
function move(order: Int32Array, from: number, to: number): void {
  const moved = order[from] ?? 0;
  if (from < to) order.copyWithin(from, from + 1, to + 1);
  else order.copyWithin(to + 1, to, from);
  order[to] = moved;
}
