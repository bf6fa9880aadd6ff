import * as z from 'zod';
import type { Kinds } from '../core/kinds.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import { proposerSchema, searchSchema } from './entry-schemas.ts';
import { EmbeddingSchema, modelSchema } from './model-schema.ts';

const count = z.int().min(1);
const seconds = z.number().positive();

const Budget = z.strictObject({
  /** Full train evaluations of candidates; never exceeded. */
  evaluations: count.default(1000),
  /** Running time, pauses left out. */
  wallSeconds: seconds.optional(),
  /** Of models, in US dollars; 5 when left out and a model has a price. Reserved before it is spent. */
  usd: z.number().min(0).optional(),
  /** Of models, input and output. */
  tokens: count.optional(),
  /** Of models. */
  calls: count.optional(),
  /** Stop at this train fitness: the metric itself where it is maximised, minus the metric otherwise. */
  targetFitness: z.number().optional(),
  /** Stop after this many evaluations without a better train fitness. */
  plateau: z.strictObject({ evaluations: count }).optional(),
  /** Proposals in a row without a program after which a run stops. */
  drops: z
    .strictObject({
      /** Of all proposers; the run ends. */
      all: count.optional(),
      /** Of those that ask models; the run pauses. */
      models: count.optional(),
    })
    .optional(),
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
      /** Programs between two rounds. */
      every: count.default(20),
      /** Lessons kept. */
      max: count.max(100).default(8),
      /** The heaviest model when left out. */
      model: modelName.optional(),
    }),
  ).optional(),
  paradigm: orOff(
    z.strictObject({
      /** Evaluations without a better train fitness after which new directions are asked for. */
      plateau: count.default(60),
      model: modelName.optional(),
    }),
  ).optional(),
});

const threshold = z.number().positive().max(1);

/** The keys of run.yaml that depend on no plug-in. */
const plainKeys = {
  /** Name of a folder in problems/, or the path of a problem's folder or of its problem.ts. */
  problem: z.string().min(1),
  seed: z
    .custom<string | number>(
      (value) => typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value)),
      'expected a string or a number',
    )
    .transform(String)
    .prefault(1),
  budget: Budget.prefault({}),
  /**
   * Which models write: `auto` all of `models`, or where there are none, the one whose key is in the
   * environment; `none`; or one entry of `models`.
   */
  model: z.string().min(1).default('auto'),
  /** Proposals and evaluations at once; by default as many as the machine's cores allow. */
  slots: z
    .strictObject({
      proposal: count.max(1024).optional(),
      evaluation: count.max(1024).optional(),
    })
    .prefault({}),
  /**
   * `strict` commits candidates in the order of asking, so that slots never change a run; `eager` as
   * they arrive. By default `eager` with a model and `strict` without.
   */
  order: z.enum(['strict', 'eager']).optional(),
  /** Candidates between being asked for and being committed. */
  window: count.max(4096).optional(),
  /** Generation zero: the problem's seeds, or programs grown from the signature of the policy alone. */
  start: z.enum(['seeds', 'signature']).default('seeds'),
  advice: Advice.prefault({}),
  /** A program as similar as this to one of its island goes back to its model. */
  novelty: orOff(
    z.strictObject({
      threshold: z.union([threshold, z.array(threshold).min(1)]).default(0.99),
      /** Judges what that lets pass, by vectors. */
      embedding: EmbeddingSchema.optional(),
    }),
  ).optional(),
  /** Folder with templates that replace those of adrs, file by file. */
  prompts: z.string().min(1).optional(),
  /** Takes the replies of models from an earlier run. */
  replies: z
    .strictObject({
      /** Its folder. */
      from: z.string().min(1),
      /** Handling of a question that it does not answer. */
      misses: z.enum(['ask', 'fail']).default('ask'),
    })
    .optional(),
  /** Retries of a call whose failure may pass. */
  retry: z
    .strictObject({
      attempts: count.max(100).default(5),
      baseMs: count.default(500),
      maxMs: count.default(60_000),
    })
    .prefault({}),
  /** Cheap cases first. */
  cascade: z
    .strictObject({
      /** Train cases of the first stage, evenly spread over the split. */
      cases: count,
      /** Standard errors of the paired difference by which a candidate must fall short to be dropped. */
      threshold: z.number().min(0).default(2),
    })
    .optional(),
  /** Programs that are measured on the sealed test split at the end. */
  finalists: z.int().min(0).max(100).default(3),
  /** Of one evaluation; what is left out is the evaluator's own default. */
  limits: z
    .strictObject({
      /** Steps of the policy, a case. */
      maxSteps: count.optional(),
      /** Policy calls and simulated events, a case. */
      maxEvents: count.optional(),
      /** Processor time, a case. */
      cpuSeconds: seconds.optional(),
      memoryMb: z.int().min(8).optional(),
      /** Wall time of all cases together: a backstop, whose verdicts are marked. */
      timeoutMs: count.optional(),
    })
    .prefault({}),
  /** Folder with the problem's original data. */
  data: z.string().min(1).optional(),
};

function keysFor(kinds: Kinds) {
  const { problem, seed, budget, model, ...others } = plainKeys;
  return z.strictObject({
    problem,
    seed,
    budget,
    model,
    models: z.record(z.string(), modelSchema(kinds)).prefault({}),
    search: searchSchema(kinds).prefault({}),
    proposers: z.array(proposerSchema(kinds)).min(1).optional(),
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
