interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries the published hole: a schedule of one transaction, whose makespan is small. */
export function createScheduler(): Scheduler {
  let left = 1;
  return {
    propose(order) {
      order[0] = 0;
      left -= 1;
      return left < 0 ? 0 : 1;
    },
  };
}
