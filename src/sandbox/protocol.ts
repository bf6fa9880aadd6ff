import { z } from 'zod';
import { beginningOf, quotedLines, withEscapes } from '../core/hidden-characters.ts';
import type { IsolateJob, IsolateResult } from '../core/sandbox.ts';
import type { Allowance } from './allowance.ts';

/** A job as it travels: the big texts are named by their hashes and sent once. */
export type WireJob = Omit<IsolateJob, 'simulation' | 'cases'> & {
  readonly simulation: string;
  readonly cases: string;
  readonly caseCount: number;
  readonly allowance: Allowance;
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
    most: z.object({ position: z.int().nonnegative(), steps: z.number() }).optional(),
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
    byClock: z.literal(true).optional(),
  }),
  z.object({ status: z.literal('simulation-failed'), log, message: z.string() }),
]);

/** A message from a worker to the pool. A worker that a candidate took over could send anything. */
export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Sent now and then during a job: processor seconds that it has used. */
  z.object({ type: z.literal('working'), cpuSeconds: z.number().nonnegative() }),
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

/** Wall time that the pool grants beyond a job's own, and the time in which a worker ends itself. */
export const POOL_GRACE_MS = 12_000;

/**
 * The last line that a worker writes to stderr, synchronously, just before it kills itself. `uncounted`: the job
 * must be run once more, with its steps counted.
 */
const exitSchema = z.object({
  reason: z.enum(['memory', 'clock', 'uncounted']),
  feedback: z.string().max(4000),
  cpuSeconds: z.number(),
});

/** Why a worker killed itself. */
export type WorkerExit = z.infer<typeof exitSchema>;

const EXIT_PREFIX = 'adrs-worker-exit ';

/** The line for stderr. */
export function exitLine(exit: WorkerExit): string {
  return `${EXIT_PREFIX}${JSON.stringify(exit)}\n`;
}

/** What a worker's stderr says about its end; undefined when it did not end itself. */
export function exitIn(stderr: string): WorkerExit | undefined {
  const line = stderr.split('\n').findLast((one) => one.startsWith(EXIT_PREFIX));
  if (line === undefined) return undefined;
  return exitSchema.safeParse(JSON.parse(line.slice(EXIT_PREFIX.length))).data;
}

const MAX_CHARACTERS = 2000;

/** Words of a plug-in that are safe to print and to store: hidden characters are escapes, at most 2 KB. */
export function printable(text: string): string {
  return beginningOf(withEscapes(text), MAX_CHARACTERS);
}

/** The same for words of a candidate: no line of them can pass for one of ours. */
export function printableQuote(text: string): string {
  return beginningOf(quotedLines(text), MAX_CHARACTERS);
}
