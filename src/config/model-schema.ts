import * as z from 'zod';
import type { Kinds, ProviderKind } from '../core/kinds.ts';
import { entrySchema, oneOf } from './entry-schemas.ts';

const count = z.int().min(1);

/** US dollars for a million tokens. */
const perMillion = z.number().min(0);

const Price = z.union([
  z.literal('free').describe("a model on one's own machine, or a flat rate"),
  z.strictObject({
    input: perMillion,
    output: perMillion,
    cachedInput: perMillion
      .optional()
      .describe("input read from the provider's cache; counts as fresh input when left out"),
    cacheWrite: perMillion
      .optional()
      .describe(
        "input written to the provider's cache; when left out, the provider's usual price for it",
      ),
    asOf: z
      .string()
      .min(1)
      .optional()
      .describe(
        'day of the price list it was read from; written by adrs into the configuration of a run',
      ),
    assumed: z
      .literal(true)
      .optional()
      .describe('the model is on no list: the most expensive of every column. Written by adrs'),
  }),
]);

/** Limits and weight of a model. */
const asking = {
  weight: z.number().positive().default(1).describe('factor on the weights of its proposers'),
  concurrency: count.max(1024).default(16).describe('calls in flight'),
  timeoutSeconds: z
    .number()
    .positive()
    .max(86_400)
    .default(600)
    .describe('of one call, to the last byte of its reply'),
};

const hosted = {
  model: z.string().min(1).describe('as the provider knows it'),
  baseUrl: z
    .string()
    .superRefine((text, context) => {
      const complaint = complaintAboutUrl(text);
      if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint });
    })
    .optional()
    .describe("address of the server, by default the provider's; may hold no secret"),
  keyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable, never a key itself')
    .nullable()
    .optional()
    .describe('environment variable with the key; `null` for none'),
  price: Price.optional().describe('by default that of the dated table'),
  requestsPerMinute: count.optional().describe('calls that may begin in a minute'),
  tokensPerMinute: count.optional().describe('input and output'),
};

/** Of a provider's models only, and not of embeddings. */
const maxTokens = count.default(16_000).describe('tokens of a reply, reasoning included');

/** The schema of an entry of `models`. */
export function modelSchema({ providers }: Kinds): z.ZodType<AskedModel> {
  const entries = [...providers].map(([name, kind]) => providerSchema(name, kind));
  return oneOf<AskedModel>('provider', entries);
}

function providerSchema(name: string, kind: ProviderKind): z.ZodObject {
  const around = { provider: z.literal(name), ...asking };
  if (kind.hosted === undefined) return entrySchema(kind, around);
  return entrySchema(kind, { ...around, ...hosted, maxTokens }).superRefine((model, context) => {
    if (model['baseUrl'] === undefined || model['keyEnv'] !== undefined) return;
    context.addIssue({ code: 'custom', path: ['keyEnv'], message: KEY_IS_MISSING });
  });
}

/** A model that turns programs into vectors, at OpenAI or a server that speaks like it. */
export const EmbeddingSchema = z.strictObject({
  ...hosted,
  dimensions: count.optional().describe('length of the vectors, where the model lets one choose'),
  threshold: z
    .number()
    .positive()
    .max(1)
    .default(0.99)
    .describe('cosine from which two programs count as the same'),
});

/** The complaint about a base URL alone: no key goes to an unknown server by default. */
export const KEY_IS_MISSING =
  'is missing; with a baseUrl, name the environment variable with the key of that server, or null for none';

type AskedEmbedding = z.infer<typeof EmbeddingSchema>;
/** A price as it was written. */
export type AskedPrice = NonNullable<AskedEmbedding['price']>;

interface AnyModel {
  readonly provider: string;
  readonly weight: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly [option: string]: unknown;
}

/** An entry of `models` as it was written, with the defaults that depend on nothing else. */
export interface AskedModel extends AnyModel {
  /** This and the next are those of a hosted provider. */
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly keyEnv?: string | null | undefined;
  readonly price?: AskedPrice | undefined;
  readonly maxTokens?: number | undefined;
}

/** The price of a model in the configuration of a run. */
export interface FrozenPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  /** Day of the price list; undefined for a price that the run file gives. */
  readonly asOf?: string | undefined;
  /** On no list: counts as the most expensive. */
  readonly assumed?: true | undefined;
}

/** The same with every default filled in. */
export type EmbeddingConfig = Omit<AskedEmbedding, 'price' | 'keyEnv'> & {
  readonly price: FrozenPrice;
  readonly keyEnv: string | null;
};

/** A model of a hosted provider with nothing left to decide. Holds the name of the variable with the key. */
export interface HostedModelConfig extends AnyModel {
  readonly model: string;
  readonly baseUrl?: string | undefined;
  readonly keyEnv: string | null;
  readonly price: FrozenPrice;
  readonly maxTokens: number;
}

/** A model of any other provider. */
export interface LocalModelConfig extends AnyModel {
  readonly price?: undefined;
}

/** A model with nothing left to decide. */
export type ModelConfig = HostedModelConfig | LocalModelConfig;

/** The configuration stands in the log, so no address may carry a secret. */
function complaintAboutUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return 'expected an address of http or https, such as http://127.0.0.1:8000/v1';
  }
  const secret = [...url.searchParams.keys()].some((name) => /key|token|secret|sig/i.test(name));
  return url.password === '' && url.username === '' && !secret
    ? undefined
    : 'holds a secret, which would stand in the log; name its environment variable in keyEnv';
}
