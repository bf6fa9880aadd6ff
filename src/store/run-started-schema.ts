import { z } from 'zod';
import type { RunBudget, RunStarted, SplitFacts } from '../core/events.ts';
import type { FeatureScale } from '../core/problem.ts';
import type { SchemaShape } from './shape.ts';

const text = z.string();
const number = z.number();
const bins = z.int().min(1);
const scale = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['linear', 'log']),
    bins,
    range: z.tuple([number, number]),
  } satisfies SchemaShape<Extract<FeatureScale, { readonly range: unknown }>>),
  z.object({ type: z.literal('quantile'), bins }),
]);
type Axis = RunStarted['features'][number];
const splitFacts = z.object({
  cases: z.int().nonnegative(),
  bound: number.nullable(),
} satisfies SchemaShape<SplitFacts>);
const limit = number.nullable();
/** Limits that end a run. */
export const runBudget = z.object({
  evaluations: limit,
  wallSeconds: limit,
  usd: limit,
  tokens: limit,
  calls: limit,
  targetFitness: limit,
  plateauEvaluations: limit,
} satisfies SchemaShape<RunBudget>);

/** The first event of a log. */
export const runStartedSchema = z.object({
  type: z.literal('run-started'),
  schema: z.union([z.literal(1), z.literal(2)]),
  adrsVersion: text,
  problem: text,
  problemHash: text,
  title: text,
  statement: text,
  objective: z.object({ metric: text, direction: z.enum(['minimize', 'maximize']), unit: text }),
  features: z.array(z.object({ name: text, scale } satisfies SchemaShape<Axis>)),
  splits: z.record(text, splitFacts),
  references: z.array(text),
  budget: runBudget,
  advisors: z.array(text),
  seed: text,
  config: z.json(),
  host: z.json(),
  plugIns: z.record(text, text).optional(),
} satisfies SchemaShape<RunStarted>);
