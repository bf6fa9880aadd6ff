import PQueue from 'p-queue';
import type { EvaluationJob, Queue } from '../core/evaluator.ts';
import { isByClock, type Evaluation } from '../core/program.ts';

/** What a queue of evaluations is made of. */
export interface LocalQueueOptions {
  /** Evaluations at a time; at least 1. */
  readonly slots: number;
  /** Must settle soon after its signal is aborted: the slot is taken until it does. */
  readonly evaluate: (job: EvaluationJob, signal: AbortSignal) => Promise<Evaluation>;
}

/**
 * Runs evaluations on this machine, first come first served. One that a clock ended is repeated once, with no other
 * evaluation beside it: a busy machine must not decide what a run finds.
 *
 * A job whose signal is aborted while it waits leaves the queue and is rejected with the signal's
 * reason; once it runs, only `evaluate` can end it, so that there are never more evaluations than
 * slots. `close` rejects waiting and later jobs with an AbortError, and waits for the running ones.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over two lines
export function createLocalQueue({ slots, evaluate }: LocalQueueOptions): Queue {
  const line = new PQueue({ concurrency: slots });
  const repeats = new PQueue({ concurrency: 1 });
  const waiting = new Set<AbortController>();
  let isClosed = false;

  /** Waits in a line for its turn. */
  async function inTurn(
    queue: PQueue,
    signal: AbortSignal,
    work: () => Promise<Evaluation>,
  ): Promise<Evaluation> {
    signal.throwIfAborted();
    if (isClosed) throw closed();
    // The line must not see the caller's signal: it would free the slot of a job that still runs.
    const leaving = new AbortController();
    const leave = (): void => leaving.abort(signal.reason);
    const stopWaiting = (): void => {
      waiting.delete(leaving);
      signal.removeEventListener('abort', leave);
    };
    waiting.add(leaving);
    signal.addEventListener('abort', leave);
    const start = (): Promise<Evaluation> => {
      stopWaiting();
      return work();
    };
    try {
      return await queue.add(start, { signal: leaving.signal });
    } finally {
      stopWaiting();
    }
  }

  /** Lets no other evaluation start, and waits for those that run. */
  async function alone(job: EvaluationJob, signal: AbortSignal): Promise<Evaluation> {
    line.pause();
    try {
      await line.onPendingZero();
      signal.throwIfAborted();
      return await evaluate(job, signal);
    } finally {
      if (repeats.size === 0) line.start();
    }
  }

  return {
    async submit(job, signal) {
      const evaluation = await inTurn(line, signal, () => evaluate(job, signal));
      if (!isByClock(evaluation)) return evaluation;
      return inTurn(repeats, signal, () => alone(job, signal));
    },
    async close() {
      isClosed = true;
      for (const leaving of waiting) leaving.abort(closed());
      await repeats.onIdle();
      await line.onIdle();
    },
  };
}

function closed(): DOMException {
  return new DOMException('the queue is closed', 'AbortError');
}
