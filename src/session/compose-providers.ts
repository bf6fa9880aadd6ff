import path from 'node:path';
import { ConfigError, ModelError } from '../core/errors.ts';
import type { LanguageModel, Price } from '../core/model.ts';
import { createCommandModel } from '../models/providers/command.ts';
import { createMailboxModel } from '../models/mailbox/model.ts';
import { createRedactor, withRedaction } from '../models/secrets.ts';
import { withBreaker } from '../models/with-breaker.ts';
import { withLimits } from '../models/with-limits.ts';
import { withTimeout } from '../models/with-timeout.ts';
import { hasKey, type Environment } from '../config/auto-model.ts';
import type { EmbeddingConfig, ModelConfig } from '../config/model-schema.ts';
import type { RunConfig } from '../config/resolve-config.ts';
import type { DeepReadonly } from '../config/run-schema.ts';

export interface ModelOptions {
  /** The user's environment: keys, and what a command inherits. */
  readonly env: Environment;
  /** The run's folder, absolute; holds the mailbox. */
  readonly folder: string;
  /** Estimate for `tokensPerMinute`. */
  readonly countTokens: (text: string) => number;
  /** `never`: no key is read and nothing leaves this machine; only recorded replies answer. */
  readonly asking: 'allowed' | 'never';
  /** Times that a request is tried; 1 by default. */
  readonly attempts?: number | undefined;
}

/** Requests without an answer, each tried so often, after which a model is left alone for a while. */
const BREAKER = { failures: 4, attempts: 3, cooldownMs: 30_000 };

/**
 * The models of a configuration by name, each with its limits of time and rate, a breaker, and secrets
 * taken out of all it says. Throws ConfigError when the key of one is not in the environment.
 */
export async function createModels(
  models: RunConfig['models'],
  options: ModelOptions,
): Promise<ReadonlyMap<string, LanguageModel>> {
  const made = Object.entries(models).map(async ([name, config]) => {
    const client = await createClient(name, config, options);
    return [name, wrapped(client, config, options)] as const;
  });
  return new Map(await Promise.all(made));
}

/** Whether a key that these models need is not in the environment. */
export function lacksKey(models: RunConfig['models'], env: Environment): boolean {
  return Object.values(models).some((model) => {
    const keyEnv = 'keyEnv' in model ? model.keyEnv : null;
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
  return wrapped(client, { ...config, ...EMBEDDING_LIMITS }, options);
}

const EMBEDDING_LIMITS = { concurrency: 16, timeoutSeconds: 60 };

/** Where the requests to the mailbox of a run lie. */
export function mailboxOf(folder: string): string {
  return path.join(folder, 'mailbox');
}

/** The SDKs take a quarter of a second each to load, so that only runs that use them wait for them. */
async function createClient(
  name: string,
  config: DeepReadonly<ModelConfig>,
  options: ModelOptions,
): Promise<LanguageModel> {
  const timeoutMs = config.timeoutSeconds * 1_000;
  switch (config.provider) {
    case 'anthropic': {
      const provided = providedOptions(name, config, options);
      const { createAnthropicModel } = await import('../models/providers/anthropic.ts');
      return createAnthropicModel({ ...config, ...provided });
    }
    case 'openai': {
      const provided = providedOptions(name, config, options);
      const { createOpenAiModel } = await import('../models/providers/openai.ts');
      return createOpenAiModel({ ...config, ...provided });
    }
    case 'mailbox':
      return createMailboxModel({ name, folder: mailboxOf(options.folder), timeoutMs });
    case 'command': {
      const { command } = config;
      return createCommandModel({ name, command, timeoutMs, env: definedIn(options.env) });
    }
  }
}

type Provided = Pick<
  Extract<DeepReadonly<ModelConfig>, { readonly price: unknown }>,
  'keyEnv' | 'maxTokens' | 'price'
>;

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
  readonly keyEnv?: string | null;
  /** There is one where a provider answers: a mailbox and a command keep their own time. */
  readonly price?: unknown;
}

function wrapped(client: LanguageModel, limits: Limits, options: ModelOptions): LanguageModel {
  if (options.asking === 'never') return silent(client);
  const { timeoutSeconds, price } = limits;
  const timed =
    price === undefined ? client : withTimeout(client, { timeoutMs: timeoutSeconds * 1_000 });
  const limited = withLimits(timed, { ...limits, countTokens: options.countTokens });
  const attempts = Math.min(BREAKER.attempts, options.attempts ?? 1);
  const now = (): number => performance.now();
  const broken = withBreaker(limited, { ...BREAKER, attempts, now });
  return withRedaction(broken, redactorOf(limits, options));
}

/** The variable that holds the key is a secret whatever its name. */
function redactorOf({ keyEnv }: Limits, { env }: ModelOptions): (text: string) => string {
  const own = keyEnv === undefined || keyEnv === null ? {} : { [`the key ${keyEnv}`]: env[keyEnv] };
  return createRedactor({ ...env, ...own });
}

/** The identity of a model without the model: its recorded replies are all it can say. */
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
