import type { Scheduler, Task } from '../../policy.d.ts';

/** One order, from the shortest transaction to the longest. */
export function createScheduler({ transactions }: Task): Scheduler {
  const sorted = transactions
    .map(({ length }, index) => ({ length, index }))
    .sort((a, b) => a.length - b.length);
  let left = 1;
  return {
    propose(order) {
      if (left === 0) return 0;
      left -= 1;
      for (const [position, { index }] of sorted.entries()) order[position] = index;
      return order.length;
    },
  };
}
