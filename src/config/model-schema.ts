import * as z from 'zod';

const count = z.int().min(1);
const seconds = z.number().positive();

/** US dollars for a million tokens. */
const perMillion = z.number().min(0);

const Price = z.union([
  /** A model on one's own machine, a flat rate. */
  z.literal('free'),
  z.strictObject({
    input: perMillion,
    output: perMillion,
    /** Input read from the provider's cache; counts as fresh input when left out. */
    cachedInput: perMillion.optional(),
    /** Input written to the provider's cache; when left out, what the provider usually asks for it. */
    cacheWrite: perMillion.optional(),
    /** Day of the price list it was read from; written by adrs into the configuration of a run. */
    asOf: z.string().min(1).optional(),
    /** The model is on no list: the dearest of every column. Written by adrs. */
    assumed: z.literal(true).optional(),
  }),
]);

/** How often and how long a model is asked. */
const asking = {
  /** How much more often than a model of weight 1 its proposers are tried before anything is known. */
  weight: z.number().positive().default(1),
  /** Calls in flight. */
  concurrency: count.max(1024).default(16),
};

const remote = {
  /** As the provider knows it. */
  model: z.string().min(1),
  /** Its own endpoint when left out. */
  baseUrl: z
    .string()
    .superRefine((text, context) => {
      const complaint = complaintAboutUrl(text);
      if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint });
    })
    .optional(),
  /** Environment variable that holds the key; null where the server asks for none. */
  keyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable, never a key itself')
    .nullable()
    .optional(),
  price: Price.optional(),
  requestsPerMinute: count.optional(),
  /** Input and output. */
  tokensPerMinute: count.optional(),
};

const provided = {
  ...asking,
  ...remote,
  /** Tokens of a reply, reasoning included. */
  maxTokens: count.default(16_000),
  temperature: z.number().min(0).max(2).optional(),
  /** Of one call, to the last byte of its reply. */
  timeoutSeconds: seconds.max(86_400).default(600),
};

const Anthropic = z.strictObject({
  provider: z.literal('anthropic'),
  ...provided,
  /** For models that decide on their own how long to think. */
  effort: z.enum(['low', 'medium', 'high']).optional(),
  /** For models that think within a budget, which is a part of `maxTokens`. */
  thinkingTokens: z.int().min(1024).optional(),
});

const OpenAi = z.strictObject({
  provider: z.literal('openai'),
  ...provided,
  effort: z.enum(['minimal', 'low', 'medium', 'high']).optional(),
  /** Carries the bare key instead of `Authorization: Bearer`, such as `api-key`. */
  keyHeader: z
    .string()
    .regex(/^[\w-]+$/, 'expected the name of a header')
    .optional(),
  /** Added to every address, such as Azure's `api-version`. */
  query: z.record(z.string(), z.string()).optional(),
  /** What the limit of tokens is called; by default the host decides. */
  tokenLimitParameter: z.enum(['max_completion_tokens', 'max_tokens']).optional(),
});

const Mailbox = z.strictObject({
  provider: z.literal('mailbox'),
  ...asking,
  /** How long a request stays open. */
  timeoutSeconds: seconds.default(86_400),
});

const Command = z.strictObject({
  provider: z.literal('command'),
  ...asking,
  /** Each call is a process of its own. */
  concurrency: count.max(1024).default(4),
  /** Program and arguments; no shell reads them. */
  command: z.array(z.string()).min(1),
  timeoutSeconds: seconds.max(86_400).default(600),
  requestsPerMinute: count.optional(),
});

/** An entry of `models`. */
export const ModelSchema = z
  .discriminatedUnion('provider', [Anthropic, OpenAi, Mailbox, Command])
  .superRefine((model, context) => {
    for (const { path, message } of complaintsAboutModel(model)) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  });

/** A model that turns programs into vectors, at OpenAI or a server that speaks like it. */
export const EmbeddingSchema = z.strictObject({
  ...remote,
  /** Length of the vectors, where the model lets one choose. */
  dimensions: count.optional(),
  /** Cosine from which two programs count as the same. */
  threshold: z.number().positive().max(1).default(0.99),
});

/** Beside a base URL, whose key goes there must be said: no key goes to a stranger by default. */
export const KEY_IS_MISSING =
  'is missing; beside a baseUrl, name the environment variable with the key of that server, or null for none';

/** An entry of `models` as it was written, with the defaults that depend on nothing else. */
export type AskedModel = z.infer<typeof ModelSchema>;
type Provided = Extract<AskedModel, { readonly provider: 'anthropic' | 'openai' }>;

/** What a model costs, as it stands in the configuration of a run. */
export interface FrozenPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  /** Day of the price list; undefined for a price that the run file gives. */
  readonly asOf?: string | undefined;
  /** On no list: counts as the dearest. */
  readonly assumed?: true | undefined;
}

/** The same with nothing left to decide. */
export type EmbeddingConfig = Frozen<z.infer<typeof EmbeddingSchema>>;

type Frozen<M> = M extends unknown
  ? Omit<M, 'price' | 'keyEnv'> & { readonly price: FrozenPrice; readonly keyEnv: string | null }
  : never;

/** A model with nothing left to decide. Holds the name of the variable with the key, never the key. */
export type ModelConfig = Frozen<Provided> | Exclude<AskedModel, Provided>;

interface ModelComplaint {
  readonly path: string;
  readonly message: string;
}

function complaintsAboutModel(model: AskedModel): readonly ModelComplaint[] {
  if (model.provider === 'mailbox') return [];
  if (model.provider === 'command') {
    const isEmpty = model.command[0] === '';
    return isEmpty ? [{ path: 'command', message: 'the program has no name' }] : [];
  }
  const thinking = model.provider === 'anthropic' ? complaintsAboutThinking(model) : [];
  if (model.baseUrl === undefined || model.keyEnv !== undefined) return thinking;
  return [...thinking, { path: 'keyEnv', message: KEY_IS_MISSING }];
}

function complaintsAboutThinking(
  model: Extract<AskedModel, { readonly provider: 'anthropic' }>,
): readonly ModelComplaint[] {
  const { thinkingTokens, maxTokens, temperature } = model;
  if (thinkingTokens === undefined) return [];
  if (thinkingTokens >= maxTokens) {
    const message = `must be less than maxTokens (${maxTokens}), of which it is a part`;
    return [{ path: 'thinkingTokens', message }];
  }
  const message = 'a model that thinks within a budget allows no temperature';
  return temperature === undefined ? [] : [{ path: 'temperature', message }];
}

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
