import type { Queue } from '../core/evaluator.ts';
import { isByClock } from '../core/program.ts';

/** A queue, and how many of its verdicts clocks made. */
export interface CountedQueue {
  readonly queue: Queue;
  readonly clockVerdicts: () => number;
}

/** Counts the verdicts of a queue that were made by a clock. */
export function countClockVerdicts(queue: Queue): CountedQueue {
  let count = 0;
  return {
    clockVerdicts: () => count,
    queue: {
      async submit(job, signal) {
        const evaluation = await queue.submit(job, signal);
        count += Number(isByClock(evaluation));
        return evaluation;
      },
      close: () => queue.close(),
    },
  };
}

/** The member of an event; nothing where no clock decided, as in logs of before. */
export function clockVerdictsField(count: number): { readonly clockVerdicts?: number } {
  return count === 0 ? {} : { clockVerdicts: count };
}
