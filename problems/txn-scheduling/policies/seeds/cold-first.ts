import type { Scheduler, Task } from '../../policy.d.ts';

/** One order, from the transactions whose keys few others write to those on the hottest keys. */
export function createScheduler({ transactions }: Task): Scheduler {
  const heat = new Map<number, number>();
  for (const { operations } of transactions) {
    for (const { key, isWrite } of operations)
      heat.set(key, (heat.get(key) ?? 0) + (isWrite ? 1 : 0.5));
  }
  const scored = transactions.map(({ operations }, index) => {
    const score = operations.reduce((sum, { key }) => sum + (heat.get(key) ?? 0), 0);
    return { index, score };
  });
  scored.sort((a, b) => a.score - b.score);
  let left = 1;
  return {
    propose(order) {
      if (left === 0) return 0;
      left -= 1;
      for (const [position, { index }] of scored.entries()) order[position] = index;
      return order.length;
    },
  };
}
