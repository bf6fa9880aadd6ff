interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries an order of the right length that runs one transaction again and again. */
export function createScheduler(): Scheduler {
  return {
    propose(order) {
      order.fill(0);
      return order.length;
    },
  };
}
