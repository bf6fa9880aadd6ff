const MOVES = 20;

interface Answer {
  readonly makespan: number;
}

interface Scheduler {
  propose(order: Int32Array, answer: Answer): number;
}

/** Starts from the order of arrival and swaps two transactions a few times, if that helps. */
export function createScheduler(): Scheduler {
  let least = Infinity;
  let one = -1;
  let other = -1;
  let moves = 0;
  return {
    propose(order, { makespan }) {
      const count = order.length;
      if (moves === 0) {
        for (let at = 0; at < count; at += 1) order[at] = at;
      } else {
        if (makespan <= least) least = makespan;
        else swap(order, one, other);
        one = Math.floor(Math.random() * count);
        other = Math.floor(Math.random() * count);
        swap(order, one, other);
      }
      moves += 1;
      return moves > MOVES ? 0 : count;
    },
  };
}

function swap(order: Int32Array, one: number, other: number): void {
  const held = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = held;
}
