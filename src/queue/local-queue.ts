import PQueue from 'p-queue';
import type { EvaluationJob, Queue } from '../core/evaluator.ts';
import type { Evaluation } from '../core/program.ts';

export interface LocalQueueOptions {
  /** Evaluations at a time; at least 1. */
  readonly slots: number;
  /** Must settle soon after its signal is aborted: the slot is taken until it does. */
  readonly evaluate: (job: EvaluationJob, signal: AbortSignal) => Promise<Evaluation>;
}

/**
 * Runs evaluations on this machine, first come first served.
 *
 * A job whose signal is aborted while it waits leaves the queue and is rejected with the signal's
 * reason; once it runs, only `evaluate` can end it, so that there are never more evaluations than
 * slots. `close` rejects waiting and later jobs with an AbortError, and waits for the running ones.
 */
export function createLocalQueue({ slots, evaluate }: LocalQueueOptions): Queue {
  const line = new PQueue({ concurrency: slots });
  const waiting = new Set<AbortController>();
  let isClosed = false;

  async function submit(job: EvaluationJob, signal: AbortSignal): Promise<Evaluation> {
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
    try {
      return await line.add(
        () => {
          stopWaiting();
          return evaluate(job, signal);
        },
        { signal: leaving.signal },
      );
    } finally {
      stopWaiting();
    }
  }

  return {
    submit,
    async close() {
      isClosed = true;
      for (const leaving of waiting) leaving.abort(closed());
      await line.onIdle();
    },
  };
}

function closed(): DOMException {
  return new DOMException('the queue is closed', 'AbortError');
}
