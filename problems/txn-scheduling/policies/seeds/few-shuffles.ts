const SHUFFLES = /* tune 1..1000 */ 10;

interface Scheduler {
  propose(order: Int32Array): number;
}

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
