interface Scheduler {
  readonly makespan: number;
  readonly value: number;
  propose(order: Int32Array, answer: { makespan: number }): number;
}

/** Tries to hand in its own makespan: in fields of the scheduler and in the answer it was given. */
export function createScheduler(): Scheduler {
  return {
    makespan: 1,
    value: 0,
    propose(order, answer) {
      answer.makespan = 1;
      for (let position = 0; position < order.length; position += 1) order[position] = position;
      return order.length;
    },
  };
}
