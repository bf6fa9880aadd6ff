import type { Answer, Scheduler } from '../../policy.d.ts';

/** A scheduler that asks what a generator yields: lengths of the order it has written, answered one by one. */
export function schedulerOf(
  search: (order: Int32Array, evaluations: number) => Generator<number, void, Answer>,
): Scheduler {
  let run: Generator<number, void, Answer> | undefined;
  return {
    propose(order, answer) {
      run ??= search(order, answer.evaluationsLeft);
      const asked = run.next(answer);
      return asked.done === true ? 0 : asked.value;
    },
  };
}
