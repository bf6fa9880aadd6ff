import * as z from 'zod';
import type { Kinds } from '../core/kinds.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import { proposerSchema, searchSchema } from './entry-schemas.ts';
import { EmbeddingSchema, modelSchema } from './model-schema.ts';

const count = z.int().min(1);
const seconds = z.number().positive();

const Budget = z.strictObject({
  evaluations: count.default(1000).describe('full train evaluations of candidates; never exceeded'),
  wallSeconds: seconds.optional().describe('running time, pauses left out'),
  usd: z
    .number()
    .min(0)
    .optional()
    .describe(
      'of models, in US dollars; 5 when left out and a model has a price. Reserved before it is spent',
    ),
  tokens: count.optional().describe('of models, input and output'),
  calls: count.optional().describe('of models'),
  targetFitness: z
    .number()
    .optional()
    .describe(
      'stop at this train fitness: the metric itself where it is maximised, minus the metric otherwise',
    ),
  plateau: z
    .strictObject({ evaluations: count })
    .optional()
    .describe('stop after this many evaluations without a better train fitness'),
  drops: z
    .strictObject({
      all: count.optional().describe('of all proposers; the run ends'),
      models: count.optional().describe('of those that ask models; the run pauses'),
    })
    .optional()
    .describe('proposals in a row without a program after which a run stops'),
});

/** `off`, or options. */
function orOff<T extends z.ZodType>(options: T) {
  return z.union([z.literal('off'), options]);
}

const modelName = z.string().min(1);

/** Advisors: models that read the run now and then and write notes for the prompts to come. */
const Advice = z.strictObject({
  insights: orOff(
    z.strictObject({
      every: count.default(20).describe('programs between two rounds'),
      max: count.max(100).default(8).describe('lessons kept'),
      model: modelName.optional().describe('the heaviest model when left out'),
    }),
  ).optional(),
  paradigm: orOff(
    z.strictObject({
      plateau: count
        .default(60)
        .describe(
          'evaluations without a better train fitness after which new directions are asked for',
        ),
      model: modelName.optional(),
    }),
  ).optional(),
});

const threshold = z.number().positive().max(1);

/** The keys of run.yaml that depend on no plug-in. */
const plainKeys = {
  problem: z
    .string()
    .min(1)
    .describe(
      "name of a folder in problems/, or the path of a problem's folder or of its problem.ts",
    ),
  seed: z
    .custom<string | number>(
      (value) => typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value)),
      'expected a string or a number',
    )
    .transform(String)
    .prefault(1)
    .describe('names every random stream of the run'),
  budget: Budget.prefault({}).describe('limits; the first that is reached ends the run'),
  model: z
    .string()
    .min(1)
    .default('auto')
    .describe(
      'which models write: `auto` all of `models`, or where there are none, the one whose key is in the environment; `none`; or one entry of `models`',
    ),
  slots: z
    .strictObject({
      proposal: count.max(1024).optional().describe('proposals at a time'),
      evaluation: count.max(1024).optional().describe('evaluations at a time, each in a process'),
    })
    .prefault({})
    .describe("proposals and evaluations at once; by default as many as the machine's cores allow"),
  order: z
    .enum(['strict', 'eager'])
    .optional()
    .describe(
      '`strict` commits candidates in the order of asking, so that slots never change a run; `eager` as they arrive. By default `eager` with a model and `strict` without',
    ),
  window: count
    .max(4096)
    .optional()
    .describe('candidates between being asked for and being committed'),
  start: z
    .enum(['seeds', 'signature'])
    .default('seeds')
    .describe(
      "generation zero: the problem's seeds, or programs grown from the signature of the policy alone",
    ),
  advice: Advice.prefault({}).describe('models that write notes for the prompts to come'),
  novelty: orOff(
    z.strictObject({
      threshold: z.union([threshold, z.array(threshold).min(1)]).default(0.99),
      embedding: EmbeddingSchema.optional().describe('judges what that lets pass, by vectors'),
    }),
  )
    .optional()
    .describe('a program as similar as this to one of its island goes back to its model'),
  prompts: z
    .string()
    .min(1)
    .optional()
    .describe('folder with templates that replace those of adrs, file by file'),
  replies: z
    .strictObject({
      from: z.string().min(1).describe('its folder'),
      misses: z
        .enum(['ask', 'fail'])
        .default('ask')
        .describe('handling of a question that it does not answer'),
    })
    .optional()
    .describe('takes the replies of models from an earlier run'),
  retry: z
    .strictObject({
      attempts: count.max(100).default(5).describe('calls, the first included'),
      baseMs: count.default(500).describe('first wait; it doubles'),
      maxMs: count.default(60_000).describe('longest wait'),
    })
    .prefault({})
    .describe('retries of a call whose failure may pass'),
  cascade: z
    .strictObject({
      cases: count.describe('train cases of the first stage, evenly spread over the split'),
      threshold: z
        .number()
        .min(0)
        .default(2)
        .describe(
          'standard errors of the paired difference by which a candidate must fall short to be dropped',
        ),
    })
    .optional()
    .describe('cheap cases first'),
  finalists: z
    .int()
    .min(0)
    .max(100)
    .default(3)
    .describe('programs that are measured on the sealed test split at the end'),
  limits: z
    .strictObject({
      maxSteps: count.optional().describe('steps of the policy, a case'),
      maxEvents: count.optional().describe('policy calls and simulated events, a case'),
      cpuSeconds: seconds.optional().describe('processor time, a case'),
      memoryMb: z.int().min(8).optional().describe('memory of the policy and the simulation'),
      timeoutMs: count
        .optional()
        .describe('wall time of all cases together: a backstop, whose verdicts are marked'),
    })
    .prefault({})
    .describe("of one evaluation; what is left out is the evaluator's own default"),
  data: z.string().min(1).optional().describe("folder with the problem's original data"),
};

function keysFor(kinds: Kinds) {
  const { problem, seed, budget, model, ...others } = plainKeys;
  return z.strictObject({
    problem,
    seed,
    budget,
    model,
    models: z
      .record(z.string(), modelSchema(kinds))
      .prefault({})
      .describe('models by the names that this file gives them'),
    search: searchSchema(kinds).prefault({}).describe('how programs are kept and parents chosen'),
    proposers: z
      .array(proposerSchema(kinds))
      .min(1)
      .optional()
      .describe('what makes programs: names, or names with weight, models and options'),
    ...others,
  });
}

/** The schema of run.yaml without the rules that span keys. */
export type RunKeys = ReturnType<typeof keysFor>;

/** The keys of run.yaml with their types, ranges and defaults, for the kinds that it can name. */
export function createRunKeys(kinds: Kinds): RunKeys {
  return keysFor(kinds);
}

/** A run file with the defaults that depend on nothing else: neither on models nor on the machine. */
export type AskedConfig = DeepReadonly<z.infer<RunKeys>>;
