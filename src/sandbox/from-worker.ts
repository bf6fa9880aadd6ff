import { z } from 'zod';
import { EXIT_PREFIX, type WorkerExit } from './protocol.ts';

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
  z.object({ type: z.literal('working'), cpuSeconds: z.number().nonnegative() }),
  z.object({ type: z.literal('result'), result: resultSchema, spent: z.boolean() }),
  z.object({ type: z.literal('broken'), message: z.string() }),
]);

/** A message as the pool receives it. */
export type ReceivedFromWorker = z.infer<typeof fromWorkerSchema>;

const exitSchema = z.object({
  reason: z.enum(['memory', 'clock', 'uncounted']),
  feedback: z.string().max(4000),
  cpuSeconds: z.number(),
});

/** What a worker's stderr says about its end; undefined when it did not end itself. */
export function exitIn(stderr: string): WorkerExit | undefined {
  const line = stderr.split('\n').findLast((one) => one.startsWith(EXIT_PREFIX));
  if (line === undefined) return undefined;
  return exitSchema.safeParse(JSON.parse(line.slice(EXIT_PREFIX.length))).data;
}
