import { DEFAULT_MODELS } from '../models/prices.ts';
import { ModelSchema, type AskedModel } from './model-schema.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A model that nobody named. */
export interface AutoModel {
  readonly name: string;
  /** The variable that holds its key. */
  readonly keyEnv: string;
  readonly model: AskedModel;
}

/** The variables that `model: auto` looks at, in this order. */
export const AUTO_KEYS = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'] as const;

/**
 * The model that `model: auto` means where `models` is empty: by the first key in the environment, at
 * `ANTHROPIC_BASE_URL` or `OPENAI_BASE_URL` where that is set, as the SDKs do. Undefined without a key.
 */
export function autoModel(env: Environment): AutoModel | undefined {
  if (hasKey(env, 'ANTHROPIC_API_KEY')) return entryOf('anthropic', env);
  return hasKey(env, 'OPENAI_API_KEY') ? entryOf('openai', env) : undefined;
}

/** Whether a variable is there and says something. */
export function hasKey(env: Environment, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}

function entryOf(provider: 'anthropic' | 'openai', env: Environment): AutoModel {
  const maker = provider.toUpperCase();
  const baseUrl = `${maker}_BASE_URL`;
  const model = DEFAULT_MODELS[provider];
  const elsewhere = hasKey(env, baseUrl) ? { baseUrl: env[baseUrl] } : {};
  const keyEnv = `${maker}_API_KEY`;
  const entry = { provider, model, keyEnv, ...elsewhere };
  return { name: model, keyEnv, model: ModelSchema.parse(entry) };
}
