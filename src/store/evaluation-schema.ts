import { z } from 'zod';
import type { CaseResult, Cost, Quarantined, Rejected, Scored } from '../core/program.ts';
import type { SchemaShape } from './shape.ts';

const text = z.string();
const number = z.number();

const cost = z.object({
  wallSeconds: number,
  cpuSeconds: number,
  decisions: number,
} satisfies SchemaShape<Cost>);

/** Whether a clock made a verdict. */
export const byClock = z.literal(true).optional();

const caseResult = z.object({
  id: text,
  value: number,
  bound: number.optional(),
  group: text.optional(),
  valid: z.boolean(),
  repeats: z.array(number).optional(),
  series: z.record(text, z.array(number)).optional(),
  note: text.optional(),
} satisfies SchemaShape<CaseResult>);

/** The result of measuring a policy on a split. */
export const evaluation = evaluationWith(cost);
/** The same as a text of its own, in which times are left out. */
export const storedEvaluation = evaluationWith(
  cost.default({ wallSeconds: 0, cpuSeconds: 0, decisions: 0 }),
);

function evaluationWith(costs: z.ZodType<Cost>) {
  return z.discriminatedUnion('status', [
    z.object({
      status: z.literal('scored'),
      fitness: number,
      standardError: number,
      metrics: z.record(text, number),
      cases: z.array(caseResult),
      feedback: text,
      cost: costs,
    } satisfies SchemaShape<Scored>),
    z.object({
      status: z.literal('rejected'),
      reason: z.enum([
        'syntax',
        'invalid',
        'crashed',
        'timed-out',
        'out-of-memory',
        'evaluator-fault',
      ]),
      feedback: text,
      cost: costs,
      byClock,
    } satisfies SchemaShape<Rejected>),
    z.object({
      status: z.literal('quarantined'),
      reason: text,
      evidence: z.record(text, z.union([text, number])),
      cost: costs,
    } satisfies SchemaShape<Quarantined>),
  ]);
}
