import * as z from 'zod';

const count = z.int().min(1);

const noOptions = z.strictObject({}).prefault({});
/** How much more often than a proposer of weight 1 it is tried before anything is known about it. */
const weight = z.number().positive().default(1);
/** Tokens that a prompt may have at most. */
const promptTokens = z.int().min(1_000).default(16_000);

const askingModels = {
  weight,
  /** Models that it is made for; all of them when left out. */
  models: z.array(z.string().min(1)).min(1).optional(),
};

/** Kinds of proposals that a model writes in one conversation. */
const WRITING_KINDS = [
  'improve',
  'rewrite',
  'cross',
  'repair',
  'explore',
  'simplify',
  'draft',
] as const;

/** An entry of `proposers`; a bare name stands for `{ name }`. */
export const ProposerSchema = z.preprocess(
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
    z.strictObject({
      name: z.enum(WRITING_KINDS),
      ...askingModels,
      /** `turns`: replies that one proposal may take, the corrections included. */
      options: z.strictObject({ turns: count.max(20).default(3), promptTokens }).prefault({}),
    }),
    z.strictObject({
      name: z.literal('s-star'),
      ...askingModels,
      /** So many samples, each written in up to so many rounds and tried on so many train cases. */
      options: z
        .strictObject({
          samples: count.max(64).default(4),
          rounds: count.max(16).default(2),
          cases: count.default(4),
          promptTokens,
        })
        .prefault({}),
    }),
  ]),
);

/** An entry of `proposers` as it was written, with its defaults. */
export type AskedProposer = z.infer<typeof ProposerSchema>;
/** One that asks models. */
export type AskedLlmProposer = Extract<AskedProposer, { readonly models?: unknown }>;
