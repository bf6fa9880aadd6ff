import * as z from 'zod';

const count = z.int().min(1);
const seconds = z.number().positive();

const Budget = z.strictObject({
  /** Full train evaluations of candidates; never exceeded. */
  evaluations: count.default(1000),
  /** Running time, pauses left out. */
  wallSeconds: seconds.optional(),
  /** Spending limit for paid proposers. The built-in ones cost nothing, so it never ends their runs. */
  usd: z.number().min(0).optional(),
  /** Stop at this train fitness: the metric itself where it is maximised, minus the metric otherwise. */
  targetFitness: z.number().optional(),
  /** Stop after this many evaluations without a better train fitness. */
  plateau: z.strictObject({ evaluations: count }).optional(),
});

const Islands = z.strictObject({
  type: z.literal('islands'),
  islands: count.max(1024).default(4),
  /** What an island keeps: a grid over the problem's features, a per-case Pareto front, or the top. */
  archive: z.enum(['grid', 'pareto', 'top']).default('grid'),
  /** How a parent is drawn from the elites. */
  parents: z.enum(['weighted', 'softmax', 'rank', 'uniform']).default('weighted'),
  /** Other programs shown beside the parent. */
  inspirations: z.int().min(0).max(100).default(3),
  migration: z
    .strictObject({
      topology: z.enum(['ring', 'star']).default('ring'),
      /** Programs of one island between two migrations; 0 means never. */
      every: z.int().min(0).default(50),
      /** Elites that travel at a time. */
      count: count.default(2),
    })
    .prefault({}),
  /** Programs between two resets of the worst island; 0 means never. */
  reset: z.strictObject({ every: z.int().min(0).default(0) }).prefault({}),
});

const Search = z.preprocess(
  // `search: { islands: 8 }` can only mean islands.
  (value) =>
    isMapping(value) && !Object.hasOwn(value, 'type') ? { ...value, type: 'islands' } : value,
  z.discriminatedUnion('type', [
    Islands,
    z.strictObject({ type: z.literal('top') }),
    z.strictObject({ type: z.literal('best-of-n'), n: count.default(5) }),
    z.strictObject({ type: z.literal('random') }),
    z.strictObject({ type: z.literal('beam'), width: count.default(5) }),
  ]),
);

const noOptions = z.strictObject({}).prefault({});
/** How much more often than a proposer of weight 1 it is tried before anything is known about it. */
const weight = z.number().positive().default(1);

const Proposer = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('genetic'), weight, options: noOptions }),
    z.strictObject({
      name: z.literal('tune'),
      weight,
      /** `evaluations`: what one tuning of a program's constants may spend. */
      options: z.strictObject({ evaluations: count.default(24) }).prefault({}),
    }),
    z.strictObject({ name: z.literal('random-program'), weight, options: noOptions }),
  ]),
);

/** The keys of run.yaml with their types, ranges and defaults. */
export const RunKeys = z.strictObject({
  /** Name of a folder in problems/, or the path of a problem's folder or of its problem.ts. */
  problem: z.string().min(1),
  seed: z
    .custom<string | number>(
      (value) => typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value)),
      'expected a text or a number',
    )
    .transform(String)
    .prefault(1),
  budget: Budget.prefault({}),
  /** How many proposals and evaluations run at once; by default what the machine's cores allow. */
  slots: z
    .strictObject({
      proposal: count.max(1024).optional(),
      evaluation: count.max(1024).optional(),
    })
    .prefault({}),
  /** `strict` commits candidates in the order of asking, so that slots never change a run. */
  order: z.enum(['strict', 'eager']).default('strict'),
  /** Candidates between being asked for and being committed, in strict order; 8 by default. */
  window: count.max(4096).optional(),
  search: Search.prefault({ type: 'islands' }),
  /** Generation zero: the problem's seeds, or programs grown from the signature of the policy alone. */
  start: z.enum(['seeds', 'signature']).default('seeds'),
  proposers: z.array(Proposer).min(1).prefault(['genetic', 'tune']),
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
      timeoutMs: count.optional(),
      memoryMb: z.int().min(8).optional(),
      maxEvents: count.optional(),
    })
    .prefault({}),
  /** Folder with the problem's original data. */
  data: z.string().min(1).optional(),
});

const DEFAULT_WINDOW = 8;

/** run.yaml with the rules that span keys. */
export const RunSchema = RunKeys.superRefine(({ order, window, proposers }, context) => {
  if (order === 'eager' && window !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['window'],
      message: 'has no effect with "order: eager"; remove one of the two',
    });
  }
  const names = proposers.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice < 0) return;
  context.addIssue({
    code: 'custom',
    path: ['proposers', twice],
    message: `"${names[twice]}" is named twice`,
  });
}).transform((config) =>
  config.order === 'strict' ? { ...config, window: config.window ?? DEFAULT_WINDOW } : config,
);

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A run file with every default filled in. `window` is set exactly in strict order. */
export type RunConfig = DeepReadonly<z.infer<typeof RunSchema>>;

/** Whether a parsed value is a mapping: no list, no scalar. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
