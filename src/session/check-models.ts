import { AdrsError, ConfigError, messageOf } from '../core/errors.ts';
import { hashOf } from '../core/hash.ts';
import type { LanguageModel } from '../core/model.ts';
import { usdOf } from '../models/cost.ts';
import { loadTokenCounter } from '../models/tokens.ts';
import { environmentNow } from '../config/environment.ts';
import { hasKey, type Environment } from '../config/auto-model.ts';
import { modelNotices } from './describe-models.ts';
import type { EmbeddingConfig, FrozenPrice, ModelConfig } from '../config/model-schema.ts';
import { createEmbedding, createModels } from './compose-providers.ts';
import { embeddingOf, resolveConfig } from '../config/resolve-config.ts';
import { loadRunConfig } from '../config/run-config.ts';
import { createRunSchema } from '../config/run-rules.ts';
import type { Kinds } from '../core/kinds.ts';
import { KINDS } from './kinds.ts';
import { loadPlugIns } from './load-plug-ins.ts';
import { modelLabel } from './model-label.ts';
import type { DeepReadonly } from '../config/deep-readonly.ts';

/** A configured model and, when it was asked, the outcome. */
export interface ModelStatus {
  readonly name: string;
  /** Its kind, or `openai embeddings`. */
  readonly provider: string;
  /** As the provider knows it; the program of a command; empty for a mailbox. */
  readonly model: string;
  /** Address of the server where it is not the provider's own. */
  readonly endpoint: string | null;
  /** Name of the variable with the key; null where none is needed. */
  readonly keyEnv: string | null;
  readonly hasKey: boolean;
  /** US dollars for a million tokens; null where nothing is paid for. */
  readonly price: FrozenPrice | null;
  /** Undefined when it was not asked. */
  readonly check?: ModelCheck | undefined;
}

/** The outcome of one tiny call. */
export type ModelCheck =
  | {
      readonly status: 'ok';
      readonly seconds: number;
      readonly answeredBy: string;
      readonly usd: number;
    }
  | { readonly status: 'failed'; readonly message: string; readonly hint?: string | undefined }
  /** Only a person or an agent could answer. */
  | { readonly status: 'skipped'; readonly why: string };

export interface ModelsReport {
  readonly notices: readonly string[];
  readonly models: readonly ModelStatus[];
}

export interface CheckOptions {
  /** A run file; what `model: auto` finds when left out. */
  readonly file?: string | undefined;
  readonly set: readonly string[];
  /** Whether each model is asked once. */
  readonly ask: boolean;
  /** In place of that of this process. */
  readonly env?: Environment | undefined;
}

/** Lists the models of a run file, or the automatic one, and asks each a tiny question. Throws ConfigError. */
export async function checkModels(
  { file, set, ask, env = environmentNow() }: CheckOptions,
  signal: AbortSignal,
): Promise<ModelsReport> {
  const { config, asked, kinds } =
    file === undefined
      ? defaultConfig(set, env)
      : await loadRunConfig(file, { set, env, loadPlugIns });
  const notices = modelNotices(config, { asked, asking: 'allowed', kinds, env });
  const entries: readonly (readonly [string, Entry])[] = [
    ...Object.entries(config.models),
    ...embeddingOf(config.novelty).map((model) => ['novelty.embedding', model] as const),
  ];
  const models = await Promise.all(
    entries.map(async ([name, model]) => {
      const entry = { name, model, env, kinds };
      const status = statusOf(entry);
      return ask ? { ...status, check: await check(entry, signal) } : status;
    }),
  );
  return { notices, models };
}

function defaultConfig(
  set: readonly string[],
  env: Environment,
): Pick<Awaited<ReturnType<typeof loadRunConfig>>, 'config' | 'asked' | 'kinds'> {
  if (set.length > 0) {
    throw new ConfigError('--set changes a run file, and none is named', {
      hint: 'name one, such as problems/cant-be-late/run.yaml',
    });
  }
  const kinds = KINDS;
  const asked = createRunSchema(kinds).parse({ problem: 'none' });
  return { asked, kinds, config: resolveConfig(asked, { env, cores: 1, kinds }).config };
}

type Entry = DeepReadonly<ModelConfig | EmbeddingConfig>;

function statusOf({ name, model, env, kinds }: Checked): ModelStatus {
  const provider = providerOf(model, kinds);
  if (model.price === undefined) {
    const free = { endpoint: null, keyEnv: null, hasKey: true, price: null };
    return { name, provider, model: modelLabel(model, kinds), ...free };
  }
  const { baseUrl = null, keyEnv, price } = model;
  const isThere = keyEnv === null || hasKey(env, keyEnv);
  return { name, provider, model: model.model, endpoint: baseUrl, keyEnv, hasKey: isThere, price };
}

function providerOf(model: Entry, { providers }: Kinds): string {
  if (!('provider' in model)) return 'openai embeddings';
  return providers.get(model.provider)?.name ?? model.provider;
}

interface Checked {
  readonly name: string;
  readonly model: Entry;
  readonly env: Environment;
  readonly kinds: Kinds;
}

async function check(checked: Checked, signal: AbortSignal): Promise<ModelCheck> {
  if (asksPeople(checked)) {
    return { status: 'skipped', why: 'requests lie in the folder of a run; see adrs mailbox' };
  }
  try {
    const made = await makeModel(checked);
    return await askOnce(made, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof AdrsError)) throw error;
    return { status: 'failed', message: messageOf(error), hint: error.hint };
  }
}

function asksPeople({ model, kinds }: Checked): boolean {
  const kind = model.price === undefined ? kinds.providers.get(model.provider) : undefined;
  return kind?.hosted === undefined && kind?.asksPeople === true;
}

/** A reasoning model may be cut before it writes a word; any answer is enough. */
const TINY_TOKENS = 64;
const PATIENCE_SECONDS = 60;

/** The same model with a low limit of tokens: the question costs next to nothing. */
function tiny(model: DeepReadonly<ModelConfig>): DeepReadonly<ModelConfig> {
  const timeoutSeconds = Math.min(PATIENCE_SECONDS, model.timeoutSeconds);
  if (model.price === undefined) return { ...model, timeoutSeconds };
  const { thinkingTokens: _thinking, ...plain } = model;
  return { ...plain, timeoutSeconds, maxTokens: TINY_TOKENS };
}

async function makeModel({ name, model, env, kinds }: Checked): Promise<LanguageModel> {
  const countTokens = await loadTokenCounter();
  const options = { env, kinds, folder: '', countTokens, asking: 'allowed' } as const;
  if (!('provider' in model)) return createEmbedding(model, options);
  const made = (await createModels({ [name]: tiny(model) }, options)).get(name);
  if (made === undefined) throw new RangeError(`model ${name} was not made`);
  return made;
}

const QUESTION = [{ role: 'user', text: 'Answer with the word "ready".' }] as const;

async function askOnce(model: LanguageModel, signal: AbortSignal): Promise<ModelCheck> {
  const startedAt = performance.now();
  const request = { messages: QUESTION, title: 'check', key: hashOf({ check: model.identity }) };
  const { usage, answeredBy } = await model.complete(request, signal);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { status: 'ok', seconds, answeredBy, usd: usdOf(usage, model.price) };
}
