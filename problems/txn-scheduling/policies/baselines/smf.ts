import type { Answer, Scheduler } from '../../policy.d.ts';
import { fillByArrival, swap } from '../shared/order.ts';
import { schedulerOf } from '../shared/search.ts';

const SAMPLES = 10;

/**
 * Shortest makespan first (Cheng et al., "Towards Optimal Transaction Scheduling", VLDB 2024): start
 * anywhere, then append the one of 10 transactions drawn at random that the makespan grows least by.
 */
export function createScheduler(): Scheduler {
  return schedulerOf(search);
}

function* search(order: Int32Array): Generator<number, void, Answer> {
  const count = order.length;
  fillByArrival(order);
  swap(order, 0, Math.floor(Math.random() * count));
  for (let position = 1; position < count; position += 1) {
    const samples = Math.min(SAMPLES, count - position);
    let best = position;
    let least = Infinity;
    for (let sample = 0; sample < samples; sample += 1) {
      // Samples without replacement gather at the places after this one.
      const place = position + sample;
      swap(order, place, place + Math.floor(Math.random() * (count - place)));
      swap(order, position, place);
      const { makespan } = yield position + 1;
      swap(order, position, place);
      if (makespan < least) {
        least = makespan;
        best = place;
      }
    }
    swap(order, position, best);
  }
  yield count;
}
