const SAMPLES = 10;

interface Answer {
  readonly makespan: number;
}

interface Scheduler {
  propose(order: Int32Array, answer: Answer): number;
}

/**
 * Shortest makespan first (Cheng et al., "Towards Optimal Transaction Scheduling", VLDB 2024): start
 * anywhere, then append the one of 10 transactions drawn at random that the makespan grows least by.
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
  swap(order, 0, Math.floor(Math.random() * count));
  for (let position = 1; position < count; position += 1) {
    const samples = Math.min(SAMPLES, count - position);
    let best = position;
    let least = Infinity;
    for (let sample = 0; sample < samples; sample += 1) {
      // Samples without replacement gather at the places after this one.
      const place = position + sample;
      swap(order, place, place + Math.floor(Math.random() * (count - place)));
      swap(order, position, place);
      const { makespan } = yield position + 1;
      swap(order, position, place);
      if (makespan < least) {
        least = makespan;
        best = place;
      }
    }
    swap(order, position, best);
  }
  yield count;
}

function swap(order: Int32Array, one: number, other: number): void {
  const held = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = held;
}
