import type { IsolateJob, IsolateResult } from '../core/contracts.ts';

/** A job as it travels: the big texts are named by their hashes and sent once. */
export type WireJob = Omit<IsolateJob, 'simulation' | 'cases'> & {
  readonly simulation: string;
  readonly cases: string;
};

/** What the pool tells a worker. */
export type ToWorker =
  | { readonly type: 'keep'; readonly hash: string; readonly text: string }
  | { readonly type: 'run'; readonly job: WireJob };

/** What a worker tells the pool. */
export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'result';
      readonly result: IsolateResult;
      /** The worker should not be given another job. */
      readonly spent: boolean;
    }
  /** The worker itself is broken; the message says why. */
  | { readonly type: 'broken'; readonly message: string };

/** Wall time that the worker grants beyond a job's own limit, and the pool beyond the worker's. */
export const WORKER_GRACE_MS = 400;
export const POOL_GRACE_MS = 1000;

/** Written to stderr, synchronously, just before a worker kills itself. */
export const LAST_WORDS = { memory: 'adrs-worker: memory cap', time: 'adrs-worker: out of time' };

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Feedback that is safe to print and to store: no control characters, at most 2 KB. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '?').slice(0, 2000);
}
