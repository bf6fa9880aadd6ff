import { ConfigError, ModelError } from '../core/errors.ts';
import type { LanguageModel, Price } from '../core/model.ts';
import { createRedactor, withRedaction } from '../models/secrets.ts';
import { withBreaker } from '../models/with-breaker.ts';
import { withLimits } from '../models/with-limits.ts';
import { withTimeout } from '../models/with-timeout.ts';
import { hasKey, type Environment } from '../config/auto-model.ts';
import type { Kinds } from '../core/kinds.ts';
import { optionsOf } from '../config/entry-schemas.ts';
import type { EmbeddingConfig, HostedModelConfig, ModelConfig } from '../config/model-schema.ts';
import { createPartSoon, isPlugIn, kindNamed } from './create-part.ts';
import { guardedProvider } from './guarded-provider.ts';
import type { RunConfig } from '../config/resolve-config.ts';
import type { DeepReadonly } from '../config/deep-readonly.ts';

export interface ModelOptions {
  readonly kinds: Kinds;
  /** The user's environment: keys, and what a command inherits. */
  readonly env: Environment;
  /** The run's folder, absolute; holds the mailbox. */
  readonly folder: string;
  /** Estimate for `tokensPerMinute`. */
  readonly countTokens: (text: string) => number;
  /** `never`: no key is read and no request leaves this machine; only recorded replies answer. */
  readonly asking: 'allowed' | 'never';
  /** Times that a request is tried; 1 by default. */
  readonly attempts?: number | undefined;
}

/** Requests without an answer, each tried so often, after which a model backs off for a while. */
const BREAKER = { failures: 4, attempts: 3, cooldownMs: 30_000 };

/**
 * The models of a configuration by name, each with its limits of time and rate, a breaker, and secrets
 * removed from its output. Throws ConfigError when the key of one is not in the environment.
 */
export async function createModels(
  models: RunConfig['models'],
  options: ModelOptions,
): Promise<ReadonlyMap<string, LanguageModel>> {
  const made = Object.entries(models).map(async ([name, config]) => {
    const client = await createClient(name, config, options);
    const kind = options.kinds.providers.get(config.provider);
    const keepsTime = kind?.hosted === undefined && kind?.keepsTime === true;
    return [name, wrapped(client, { ...limitsOf(config), keepsTime }, options)] as const;
  });
  return new Map(await Promise.all(made));
}

/** Whether a key that these models need is not in the environment. */
export function lacksKey(models: RunConfig['models'], env: Environment): boolean {
  return Object.values(models).some((model) => {
    const keyEnv = model.price === undefined ? null : model.keyEnv;
    return keyEnv !== null && !hasKey(env, keyEnv);
  });
}

/** The model of a novelty check, wrapped like the others. Throws ConfigError. */
export async function createEmbedding(
  config: DeepReadonly<EmbeddingConfig>,
  options: ModelOptions,
): Promise<LanguageModel> {
  const provided = providedOptions('embedding', { ...config, maxTokens: 1 }, options);
  const { createOpenAiEmbedding } = await import('../models/providers/openai-embedding.ts');
  const client = createOpenAiEmbedding({ ...config, ...provided });
  return wrapped(client, { ...config, ...EMBEDDING_LIMITS, keepsTime: false }, options);
}

const EMBEDDING_LIMITS = { concurrency: 16, timeoutSeconds: 60 };

/** The model that a provider creates for a configuration. Throws ConfigError and PluginError. */
async function createClient(
  name: string,
  config: DeepReadonly<ModelConfig>,
  options: ModelOptions,
): Promise<LanguageModel> {
  const made = await createModel(name, config, options);
  return isPlugIn({ sort: 'provider', name: config.provider })
    ? guardedProvider(made, config.provider)
    : made;
}

function createModel(
  name: string,
  config: DeepReadonly<ModelConfig>,
  options: ModelOptions,
): Promise<LanguageModel> {
  const key = `models.${name}.provider`;
  const named = { sort: 'provider', name: config.provider, key } as const;
  const kind = kindNamed(options.kinds.providers, named);
  const { env, folder } = options;
  const timeoutMs = config.timeoutSeconds * 1_000;
  const parts = { name, timeoutMs, folder, env: definedIn(env) };
  const own = optionsOf(kind, config);
  if (kind.hosted === undefined) return createPartSoon(named, () => kind.create(own, parts));
  if (config.price === undefined) throw new RangeError(`model ${name} has no price`);
  const { model, baseUrl } = config;
  const hosted = { ...parts, ...providedOptions(name, config, options), model, baseUrl };
  return createPartSoon(named, () => kind.create(own, hosted));
}

type Provided = Pick<HostedModelConfig, 'keyEnv' | 'maxTokens' | 'price'>;

function providedOptions(
  name: string,
  { keyEnv, maxTokens, price }: Provided,
  { env, asking }: ModelOptions,
): {
  readonly name: string;
  readonly apiKey: string | undefined;
  readonly maxOutputTokens: number;
  readonly price: Price;
} {
  if (keyEnv !== null && asking === 'allowed' && !hasKey(env, keyEnv)) {
    throw new ConfigError(`model ${name} needs a key, and ${keyEnv} is not set`, {
      hint: `set ${keyEnv}; a new run may choose another model with --set model=NAME, or none with --set model=none`,
    });
  }
  const apiKey = keyEnv === null || asking === 'never' ? undefined : env[keyEnv]?.trim();
  const { input, output, cachedInput, cacheWrite } = price;
  const plain = { input, output, cachedInput, cacheWrite };
  return { name, apiKey, maxOutputTokens: maxTokens, price: plain };
}

function definedIn(env: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

interface Limits {
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
  readonly keyEnv?: string | null | undefined;
  /** It ends its calls itself. */
  readonly keepsTime: boolean;
}

function limitsOf(config: DeepReadonly<ModelConfig>): Omit<Limits, 'keepsTime'> {
  const { concurrency, timeoutSeconds, requestsPerMinute, tokensPerMinute } = config;
  const keyEnv = config.price === undefined ? undefined : config.keyEnv;
  return { concurrency, timeoutSeconds, requestsPerMinute, tokensPerMinute, keyEnv };
}

function wrapped(client: LanguageModel, limits: Limits, options: ModelOptions): LanguageModel {
  if (options.asking === 'never') return silent(client);
  const { timeoutSeconds, keepsTime } = limits;
  const timed = keepsTime ? client : withTimeout(client, { timeoutMs: timeoutSeconds * 1_000 });
  const limited = withLimits(timed, { ...limits, countTokens: options.countTokens });
  const attempts = Math.min(BREAKER.attempts, options.attempts ?? 1);
  const now = (): number => performance.now();
  const broken = withBreaker(limited, { ...BREAKER, attempts, now });
  return withRedaction(broken, redactorOf(limits, options));
}

/** The variable that holds the key is a secret, whatever its name. */
function redactorOf({ keyEnv }: Limits, { env }: ModelOptions): (text: string) => string {
  const own = keyEnv === undefined || keyEnv === null ? {} : { [`the key ${keyEnv}`]: env[keyEnv] };
  return createRedactor({ ...env, ...own });
}

/** The identity of a model without the model: only its recorded replies answer. */
function silent(model: LanguageModel): LanguageModel {
  return {
    ...model,
    complete: ({ title }) =>
      Promise.reject(
        new ModelError(`model ${model.name} is not asked ("${title}"): the run is offline`, {
          kind: 'missing-reply',
          hint: 'leave out --offline to ask the model',
        }),
      ),
  };
}
