interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries to confuse the count of evaluations with NaN as a length. */
export function createScheduler(): Scheduler {
  return {
    propose(order) {
      for (let position = 0; position < order.length; position += 1) order[position] = position;
      return Number.NaN;
    },
  };
}
