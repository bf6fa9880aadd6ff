import type { HostedProviderKind, Kinds } from '../core/kinds.ts';
import { modelSchema, type AskedModel } from './model-schema.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A model that was found automatically. */
export interface AutoModel {
  readonly name: string;
  /** The variable that holds its key. */
  readonly keyEnv: string;
  readonly model: AskedModel;
}

/** The variables that `model: auto` looks at, in the order of the providers. */
export function autoKeys(kinds: Kinds): readonly string[] {
  return candidatesOf(kinds).map(([, { hosted }]) => hosted.keyEnv);
}

/**
 * The model that `model: auto` means where `models` is empty: by the first key in the environment, at
 * `ANTHROPIC_BASE_URL` or `OPENAI_BASE_URL` where that is set, as the SDKs do. Undefined without a key.
 */
export function autoModel(env: Environment, kinds: Kinds): AutoModel | undefined {
  const found = candidatesOf(kinds).find(([, { hosted }]) => hasKey(env, hosted.keyEnv));
  if (found === undefined) return undefined;
  const [provider, { hosted }] = found;
  const { keyEnv, defaultModel: model = '' } = hosted;
  const baseUrl = keyEnv.replace(/_API_KEY$/, '_BASE_URL');
  const elsewhere = hasKey(env, baseUrl) ? { baseUrl: env[baseUrl] } : {};
  const entry = { provider, model, keyEnv, ...elsewhere };
  return { name: model, keyEnv, model: modelSchema(kinds).parse(entry) };
}

/** Hosted providers that say which of their models to take. */
function candidatesOf({ providers }: Kinds): readonly (readonly [string, HostedProviderKind])[] {
  return [...providers].flatMap(([name, kind]) =>
    kind.hosted !== undefined && kind.hosted.defaultModel !== undefined
      ? [[name, kind] as const]
      : [],
  );
}

/** Whether a variable is set and not empty. */
export function hasKey(env: Environment, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}
