interface Answer {
  readonly makespan: number;
  readonly evaluationsLeft: number;
}

interface Scheduler {
  propose(order: Int32Array, answer: Answer): number;
}

/**
 * Appends, of all transactions left, the one that the makespan grows least by; the first of equals.
 * Takes n (n + 1) / 2 evaluations; what is left when they run out stays in order of arrival.
 */
export function createScheduler(): Scheduler {
  let run: Generator<number, void, Answer> | undefined;
  return {
    propose(order, answer) {
      run ??= search(order);
      const asked = run.next(answer);
      return asked.done === true ? 0 : asked.value;
    },
  };
}

function* search(order: Int32Array): Generator<number, void, Answer> {
  const count = order.length;
  for (let position = 0; position < count; position += 1) order[position] = position;
  for (let position = 0; position < count - 1; position += 1) {
    let best = position;
    let least = Infinity;
    for (let place = position; place < count; place += 1) {
      swap(order, position, place);
      const { makespan, evaluationsLeft } = yield position + 1;
      swap(order, position, place);
      if (makespan < least) {
        least = makespan;
        best = place;
      }
      if (evaluationsLeft === 1) yield count;
    }
    // Moves the chosen one forward; the others keep their order.
    const chosen = order[best] ?? 0;
    order.copyWithin(position + 1, position, best);
    order[position] = chosen;
  }
  yield count;
}

function swap(order: Int32Array, one: number, other: number): void {
  const held = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = held;
}
