import type { Scheduler } from '../../policy.d.ts';

const SHUFFLES = /* tune 1..1000 */ 10;

/** The best of a few random orders. */
export function createScheduler(): Scheduler {
  let left = SHUFFLES;
  return {
    propose(order) {
      if (left === 0) return 0;
      left -= 1;
      for (let position = 0; position < order.length; position += 1) {
        const other = Math.floor(Math.random() * (position + 1));
        order[position] = order[other] ?? 0;
        order[other] = position;
      }
      return order.length;
    },
  };
}
