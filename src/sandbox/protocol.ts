import { z } from 'zod';
import type { IsolateJob, IsolateResult } from '../core/sandbox.ts';

/** A job as it travels: the big texts are named by their hashes and sent once. */
export type WireJob = Omit<IsolateJob, 'simulation' | 'cases'> & {
  readonly simulation: string;
  readonly cases: string;
};

/** A message from the pool to a worker. */
export type ToWorker =
  | { readonly type: 'keep'; readonly hash: string; readonly text: string }
  | { readonly type: 'forget'; readonly hash: string }
  | { readonly type: 'run'; readonly job: WireJob };

const outcomeSchema = z.discriminatedUnion('valid', [
  z.object({
    valid: z.literal(true),
    value: z.number(),
    metrics: z.record(z.string(), z.number()),
    note: z.string().optional(),
  }),
  z.object({
    valid: z.literal(false),
    cause: z.enum(['invalid', 'crashed', 'timed-out', 'out-of-memory']),
    note: z.string(),
  }),
]);
const log = z.array(z.string().max(1000)).max(200).optional();
const resultSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('returned'),
    log,
    outcomes: z.array(outcomeSchema),
    cpuSeconds: z.number(),
    decisions: z.number(),
    tape: z.string().optional(),
    /** Cases that came out differently in a fresh realm, in words. */
    leak: z.string().optional(),
  }),
  z.object({
    status: z.literal('rejected'),
    log,
    reason: z.enum(['syntax', 'invalid', 'crashed', 'timed-out', 'out-of-memory']),
    feedback: z.string().max(4000),
    cpuSeconds: z.number(),
  }),
  z.object({ status: z.literal('simulation-failed'), log, message: z.string() }),
]);

/** A message from a worker to the pool. A worker that a candidate took over could send anything. */
export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** `spent`: the worker should not be given another job. */
  z.object({ type: z.literal('result'), result: resultSchema, spent: z.boolean() }),
  /** The worker itself is broken; the message says why. */
  z.object({ type: z.literal('broken'), message: z.string() }),
]);

/** A message as a worker sends it. */
export type FromWorker =
  | Exclude<ReceivedFromWorker, { readonly type: 'result' }>
  | { readonly type: 'result'; readonly result: IsolateResult; readonly spent: boolean };

/** A message as the pool receives it. */
export type ReceivedFromWorker = z.infer<typeof fromWorkerSchema>;

/** Wall time that the worker grants beyond a job's own limit, and the pool beyond the worker's. */
export const WORKER_GRACE_MS = 400;
export const POOL_GRACE_MS = 1000;

/** Written to stderr, synchronously, just before a worker kills itself. */
export const EXIT_REASONS = { memory: 'adrs-worker: memory cap', time: 'adrs-worker: out of time' };

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Feedback that is safe to print and to store: no control characters, at most 2 KB. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '?').slice(0, 2000);
}
