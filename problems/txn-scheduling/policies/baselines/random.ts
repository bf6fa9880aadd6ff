import type { Scheduler } from '../../policy.d.ts';

/** The best of as many uniformly random orders as may be asked for. */
export function createScheduler(): Scheduler {
  return {
    propose(order) {
      for (let position = 0; position < order.length; position += 1) {
        const other = Math.floor(Math.random() * (position + 1));
        order[position] = order[other] ?? 0;
        order[other] = position;
      }
      return order.length;
    },
  };
}
