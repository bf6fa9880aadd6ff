import type { Answer, Scheduler } from '../../policy.d.ts';
import { fillByArrival, swap } from '../shared/order.ts';
import { schedulerOf } from '../shared/search.ts';

/**
 * Appends, of all transactions left, the one that the makespan grows least by; the first of equals.
 * Takes n (n + 1) / 2 evaluations; what is left when they run out stays in order of arrival.
 */
export function createScheduler(): Scheduler {
  return schedulerOf(search);
}

function* search(order: Int32Array): Generator<number, void, Answer> {
  const count = order.length;
  fillByArrival(order);
  for (let position = 0; position < count - 1; position += 1) {
    let best = position;
    let least = Infinity;
    for (let place = position; place < count; place += 1) {
      swap(order, position, place);
      const { makespan, evaluationsLeft } = yield position + 1;
      swap(order, position, place);
      if (makespan < least) {
        least = makespan;
        best = place;
      }
      if (evaluationsLeft === 1) yield count;
    }
    // Moves the chosen one forward; the others keep their order.
    const chosen = order[best] ?? 0;
    order.copyWithin(position + 1, position, best);
    order[position] = chosen;
  }
  yield count;
}
