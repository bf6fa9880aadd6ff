import { z } from 'zod';
import { MODEL_FAILURES, StoreError, messageOf } from '../core/errors.ts';
import type {
  AdviceTaken,
  BaselineMeasured,
  BestExported,
  CallFailure,
  CallReserved,
  CallSettled,
  ElitesChanged,
  ModelSpending,
  ProgramAdded,
  ProgramRemeasured,
  ProgramValidated,
  ProposalDropped,
  RunEvent,
  RunFinished,
  RunPaused,
  RunResumed,
  TestMeasured,
} from '../core/events.ts';
import type { Note, Spending, TokenUsage } from '../core/model.ts';
import type { Occupant } from '../core/search.ts';
import { byClock, evaluation } from './evaluation-schema.ts';
import { fromFirstSchema } from './first-schema.ts';
import { runChangesSchema } from './run-changes-schema.ts';
import { runStartedSchema } from './run-started-schema.ts';
import type { SchemaShape } from './shape.ts';

const text = z.string();
const number = z.number();
const count = z.int().nonnegative();

const selection = z.object({ parent: text.nullable(), inspirations: z.array(text) });

const spending = z.object({
  calls: count,
  tokens: count,
  usd: number,
} satisfies SchemaShape<Spending>);
const usage = z.object({
  input: count,
  cachedInput: count,
  cacheWrite: count,
  output: count,
  reasoning: count,
} satisfies SchemaShape<TokenUsage>);
const modelSpending = z.object({
  ...spending.shape,
  seconds: number,
} satisfies SchemaShape<ModelSpending>);

/** Members that every answer to an ask has in common. */
const asked = { ordinal: count, askedAfter: count, selection, island: count };
/** Members about the models that took part. */
const byModel = { detailHash: text.optional(), spending: modelSpending.optional() };

/** The result of a program, and its place. */
const measured = {
  status: z.enum(['scored', 'rejected', 'quarantined']),
  reason: text.optional(),
  fitness: number.nullable(),
  standardError: number,
  metrics: z.record(text, number),
  features: z.array(number),
  caseFitness: z.array(number),
  evaluationHash: text,
};
const placed = {
  placement: z.enum(['new', 'improved', 'not-added']),
  cell: text.nullable(),
  replaces: z.array(text),
};

const runEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('program-added'),
    ...asked,
    ...byModel,
    id: text,
    parents: z.array(text),
    proposer: text,
    note: text,
    sourceHash: text,
    normalHash: text,
    ...measured,
    byClock,
    clockVerdicts: count.optional(),
    ...placed,
    evaluations: number.nonnegative(),
    proposeSeconds: number,
    evaluateSeconds: number,
  } satisfies SchemaShape<ProgramAdded>),
  z.object({
    type: z.literal('elites-changed'),
    cause: z.enum(['founder', 'recut', 'migration', 'reset']),
    island: count,
    entered: z.array(z.object({ id: text, cell: text.nullable() } satisfies SchemaShape<Occupant>)),
    left: z.array(text),
  } satisfies SchemaShape<ElitesChanged>),
  z.object({
    type: z.literal('proposal-dropped'),
    ...asked,
    ...byModel,
    proposer: text,
    reason: z.enum(['duplicate', 'screened', 'nothing-to-offer', 'failed']),
    detail: text,
    cause: text.optional(),
    note: text.optional(),
    evaluations: number.nonnegative(),
    clockVerdicts: count.optional(),
    proposeSeconds: number,
  } satisfies SchemaShape<ProposalDropped>),
  z.object({
    type: z.literal('advice-taken'),
    ...asked,
    ...byModel,
    advisor: text,
    notes: z.array(z.object({ text, evidence: z.array(text) } satisfies SchemaShape<Note>)),
    proposeSeconds: number,
  } satisfies SchemaShape<AdviceTaken>),
  z.object({
    type: z.literal('call-reserved'),
    call: count,
    key: text,
    ordinal: count,
    model: text,
    title: text,
    messagesHash: text,
    worst: spending,
  } satisfies SchemaShape<CallReserved>),
  z.object({
    type: z.literal('call-settled'),
    call: count,
    outcome: z.enum(['answered', 'recalled', 'failed', 'lost']),
    spent: spending,
    usage: usage.optional(),
    seconds: number,
    replyHash: text.optional(),
    failure: z
      .object({
        kind: z.enum(MODEL_FAILURES),
        message: text,
        retryAfterMs: number.nonnegative().optional(),
      } satisfies SchemaShape<CallFailure>)
      .optional(),
    overrun: z.literal(true).optional(),
    adapted: z.array(text).optional(),
  } satisfies SchemaShape<CallSettled>),
  runStartedSchema,
  z.object({
    type: z.literal('baseline-measured'),
    name: text,
    split: text,
    evaluation,
  } satisfies SchemaShape<BaselineMeasured>),
  z.object({
    type: z.literal('program-validated'),
    id: text,
    evaluation,
  } satisfies SchemaShape<ProgramValidated>),
  z.object({
    type: z.literal('test-measured'),
    id: text,
    evaluation,
  } satisfies SchemaShape<TestMeasured>),
  z.object({
    type: z.literal('best-exported'),
    id: text,
    sourceHash: text,
    exportedHash: text,
    train: evaluation,
    validation: evaluation,
    reason: text.optional(),
  } satisfies SchemaShape<BestExported>),
  z.object({
    type: z.literal('run-paused'),
    reason: text,
    head: text.optional(),
  } satisfies SchemaShape<RunPaused>),
  z.object({
    type: z.literal('run-resumed'),
    programs: count,
    changes: runChangesSchema.optional(),
  } satisfies SchemaShape<RunResumed>),
  z.object({
    type: z.literal('program-remeasured'),
    id: text,
    ...measured,
    ...placed,
  } satisfies SchemaShape<ProgramRemeasured>),
  z.object({
    type: z.literal('run-finished'),
    reason: z.enum([
      'evaluations',
      'spending',
      'wall-time',
      'target',
      'plateau',
      'exhausted',
      'by-request',
    ]),
    head: text.optional(),
  } satisfies SchemaShape<RunFinished>),
]);

/**
 * The event as the log keeps it: JSON with the declared members and no others. Checked here so that
 * whatever is written can be read again: NaN, for one, would turn into null. Throws StoreError.
 */
export function encodeEvent(event: RunEvent): string {
  const checked = runEvent.safeParse(event);
  if (checked.success) return JSON.stringify(checked.data);
  throw new StoreError(`cannot record a ${event.type} event: ${complaint(checked.error)}`, {
    hint: 'the part of adrs or the plugin that made the value broke its contract',
  });
}

/** The reverse of `encodeEvent`. Throws StoreError on anything but an event. */
export function decodeEvent(body: string, sequence: number): RunEvent {
  const checked = runEvent.safeParse(fromFirstSchema(parseJson(body, sequence)));
  if (checked.success) return checked.data;
  throw unreadable(sequence, complaint(checked.error));
}

function parseJson(body: string, sequence: number): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw unreadable(sequence, messageOf(error));
  }
}

function unreadable(sequence: number, why: string): StoreError {
  return new StoreError(`event ${sequence} of the log cannot be read: ${why}`, {
    hint: 'the file was changed by something else; restore the folder of the run from a copy',
  });
}

function complaint(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'unknown shape';
  return first.path.length === 0 ? first.message : `${first.path.join('.')}: ${first.message}`;
}
