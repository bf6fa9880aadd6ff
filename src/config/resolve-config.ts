import * as z from 'zod';
import { PRICES_AS_OF, priceOf } from '../models/prices.ts';
import { AUTO_KEYS, autoModel, type Environment } from './auto-model.ts';
import type { AskedModel, EmbeddingConfig, FrozenPrice, ModelConfig } from './model-schema.ts';
import { ProposerSchema, type AskedProposer, type AskedLlmProposer } from './proposer-schema.ts';
import type { KeyComplaint } from './run-rules.ts';
import type { AskedConfig, DeepReadonly } from './run-schema.ts';

/** What a configuration depends on besides the run file. */
export interface ResolveContext {
  readonly env: Environment;
  /** Processor cores that evaluations may use. */
  readonly cores: number;
  /** The run whose replies are used: what it depended on, this one depends on. */
  readonly recorded?: Pick<RunConfig, 'models' | 'order' | 'window'> | undefined;
}

type Resolved<W> = W extends unknown
  ? DeepReadonly<Omit<W, 'models'>> & { readonly models: readonly string[] }
  : never;
type ResolvedLlmProposer = Resolved<AskedLlmProposer>;
type Advised<T> = Omit<Exclude<T, undefined | 'off'>, 'model'> & { readonly model: string };
type AskedAdvice = AskedConfig['advice'];

/**
 * The configuration of a run: nothing is left to decide, so that it means the same everywhere and later. It
 * is a run file that resolves to itself, and holds no key.
 */
export interface RunConfig extends Omit<
  AskedConfig,
  'models' | 'order' | 'window' | 'proposers' | 'advice' | 'novelty'
> {
  /** Those that are used; empty when `model` is `none`. */
  readonly models: Readonly<Record<string, DeepReadonly<ModelConfig>>>;
  readonly order: 'strict' | 'eager';
  readonly window: number;
  readonly slots: { readonly proposal: number; readonly evaluation?: number | undefined };
  readonly proposers: readonly (
    | DeepReadonly<Exclude<AskedProposer, AskedLlmProposer>>
    | ResolvedLlmProposer
  )[];
  readonly advice: {
    readonly insights: 'off' | Advised<AskedAdvice['insights']>;
    readonly paradigm: 'off' | Advised<AskedAdvice['paradigm']>;
  };
  readonly novelty:
    | 'off'
    | {
        readonly threshold: number | readonly number[];
        readonly embedding?: DeepReadonly<EmbeddingConfig> | undefined;
      };
}

/** A proposer of a configuration that asks models. */
export type LlmProposerConfig = Extract<
  RunConfig['proposers'][number],
  { readonly models: unknown }
>;

const WITHOUT_MODEL = ['genetic', 'tune'];
/**
 * Shares of the cost at the start. Small changes are what mostly helps; a new algorithm, a repair and a
 * crossing are tried now and then; evaluations that models leave over go to the two that need none.
 */
const WITH_MODEL = [
  { name: 'improve', weight: 3 },
  { name: 'rewrite', weight: 1 },
  { name: 'cross', weight: 1 },
  { name: 'repair', weight: 1 },
  { name: 'explore', weight: 1 },
  { name: 'simplify', weight: 0.5 },
  { name: 'tune', weight: 1 },
  { name: 'genetic', weight: 1 },
];
/** Waiting for a reply takes no core; computing a proposal does. */
const PROPOSAL_SLOTS = { waiting: 16, computing: 2 };
/** Strict order may depend neither on slots nor on the machine. */
const STRICT_WINDOW = { withModel: 32, without: 8 };
const DEFAULT_USD = 5;
const DEFAULT_NOVELTY = { threshold: 0.99 };

/** Decides what a run file leaves open, or says why that cannot be done. */
export function resolveConfig(
  asked: AskedConfig,
  resolveContext: ResolveContext,
): { readonly config: RunConfig; readonly complaints: readonly KeyComplaint[] } {
  const models = frozenModels(asked, resolveContext);
  const names = Object.keys(models);
  const hasModel = names.length > 0;
  const entries = asked.proposers ?? defaultProposers(hasModel);
  const slots = {
    ...asked.slots,
    proposal: asked.slots.proposal ?? PROPOSAL_SLOTS[hasModel ? 'waiting' : 'computing'],
  };
  const order = asked.order ?? (hasModel ? 'eager' : 'strict');
  const novelty = hasModel ? noveltyOf(asked.novelty) : 'off';
  const config: RunConfig = {
    ...asked,
    model: hasModel ? asked.model : 'none',
    models,
    budget: budgetOf(asked.budget, [...Object.values(models), ...embeddingOf(novelty)]),
    slots,
    order,
    window: asked.window ?? windowOf({ order, slots, hasModel }, resolveContext),
    proposers: entries.map((entry) =>
      isLlmProposer(entry) ? resolvedLlmProposer(entry, names) : entry,
    ),
    advice: adviceOf(asked.advice, models),
    novelty,
  };
  return { config, complaints: complaintsAbout(asked, config) };
}

function frozenModels(
  { model, models }: AskedConfig,
  { env, recorded }: ResolveContext,
): RunConfig['models'] {
  if (model === 'none') return {};
  const chosen = model === 'auto' ? Object.keys(models) : [model];
  const named = chosen.flatMap((name) => {
    const entry = models[name];
    return entry === undefined ? [] : [[name, entry] as const];
  });
  if (named.length > 0) return frozen(named);
  if (recorded !== undefined) return recorded.models;
  const found = autoModel(env);
  return found === undefined ? {} : frozen([[found.name, found.model]]);
}

function frozen(
  entries: readonly (readonly [string, DeepReadonly<AskedModel>])[],
): RunConfig['models'] {
  return Object.fromEntries(entries.map(([name, model]) => [name, frozenModel(model)]));
}

const KEY_OF = { anthropic: 'ANTHROPIC_API_KEY', openai: 'OPENAI_API_KEY' } as const;

function frozenModel(model: DeepReadonly<AskedModel>): DeepReadonly<ModelConfig> {
  if (model.provider === 'mailbox' || model.provider === 'command') return model;
  const keyEnv = model.keyEnv === undefined ? KEY_OF[model.provider] : model.keyEnv;
  return { ...model, keyEnv, price: frozenPrice(model) };
}

/** LlmParts to a cache costs a quarter more with Anthropic, and elsewhere mostly nothing extra. */
const CACHE_WRITE = { anthropic: 1.25, openai: 1 } as const;

type Provided = DeepReadonly<Extract<AskedModel, { readonly provider: 'anthropic' | 'openai' }>>;

function frozenPrice({
  provider,
  model,
  price,
}: Pick<Provided, 'provider' | 'model' | 'price'>): FrozenPrice {
  if (price === 'free') return { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };
  if (price === undefined) {
    const { price: listed, known } = priceOf(model);
    return { ...listed, asOf: PRICES_AS_OF, ...(known ? {} : { assumed: true }) };
  }
  const { cachedInput = price.input, cacheWrite = price.input * CACHE_WRITE[provider] } = price;
  return { ...price, cachedInput, cacheWrite };
}

/** Nothing spends without a limit. */
function budgetOf(
  budget: AskedConfig['budget'],
  models: readonly DeepReadonly<ModelConfig | EmbeddingConfig>[],
): RunConfig['budget'] {
  return models.some(isPriced) ? { ...budget, usd: budget.usd ?? DEFAULT_USD } : budget;
}

/** Whether asking a model costs money. */
export function isPriced(model: DeepReadonly<ModelConfig | EmbeddingConfig>): boolean {
  if (!('price' in model)) return false;
  const { input, output, cachedInput, cacheWrite } = model.price;
  return input + output + cachedInput + cacheWrite > 0;
}

function noveltyOf(asked: AskedConfig['novelty']): RunConfig['novelty'] {
  if (asked === undefined || asked === 'off') return asked ?? DEFAULT_NOVELTY;
  const { threshold, embedding } = asked;
  if (embedding === undefined) return { threshold };
  const keyEnv = embedding.keyEnv === undefined ? KEY_OF.openai : embedding.keyEnv;
  const price = frozenPrice({ provider: 'openai', ...embedding });
  return { threshold, embedding: { ...embedding, keyEnv, price } };
}

/** The model that a novelty check asks, if there is one. */
export function embeddingOf(novelty: RunConfig['novelty']): DeepReadonly<EmbeddingConfig>[] {
  return novelty === 'off' || novelty.embedding === undefined ? [] : [novelty.embedding];
}

/** In eager order it keeps every slot busy; the log keeps what it was. */
function windowOf(
  { order, slots, hasModel }: Pick<RunConfig, 'order' | 'slots'> & { readonly hasModel: boolean },
  { cores, recorded }: ResolveContext,
): number {
  if (recorded?.order === order) return recorded.window;
  if (order === 'strict') return STRICT_WINDOW[hasModel ? 'withModel' : 'without'];
  return slots.proposal + 2 * (slots.evaluation ?? cores);
}

function defaultProposers(hasModel: boolean): readonly AskedProposer[] {
  return z.array(ProposerSchema).parse(hasModel ? WITH_MODEL : WITHOUT_MODEL);
}

type Entry = NonNullable<AskedConfig['proposers']>[number];

function isLlmProposer(entry: Entry): entry is DeepReadonly<AskedLlmProposer> {
  return !['genetic', 'tune', 'random-program'].includes(entry.name);
}

function resolvedLlmProposer(
  entry: DeepReadonly<AskedLlmProposer>,
  names: readonly string[],
): LlmProposerConfig {
  const models = entry.models?.filter((name) => names.includes(name)) ?? names;
  return { ...entry, models };
}

function adviceOf(asked: AskedAdvice, models: RunConfig['models']): RunConfig['advice'] {
  const [heaviest] = Object.entries(models).toSorted(([, a], [, b]) => b.weight - a.weight);
  if (heaviest === undefined) return { insights: 'off', paradigm: 'off' };
  const [model] = heaviest;
  const { insights = { every: 20, max: 8, model }, paradigm = { plateau: 60, model } } = asked;
  return {
    insights: insights === 'off' ? 'off' : { ...insights, model: insights.model ?? model },
    paradigm: paradigm === 'off' ? 'off' : { ...paradigm, model: paradigm.model ?? model },
  };
}

/** What needs a model and has none of those that are used. */
function complaintsAbout(asked: AskedConfig, { models }: RunConfig): readonly KeyComplaint[] {
  const used = Object.keys(models);
  return needsOf(asked).flatMap(({ path, subject, names }) => {
    if (used.length === 0) return [{ path, message: `${subject} needs a model: ${wayTo(asked)}` }];
    if (names === undefined || names.some((name) => used.includes(name))) return [];
    const list = used.map((name) => `"${name}"`).join(', ');
    return [{ path, message: `${subject} names no model that is used; those are ${list}` }];
  });
}

function wayTo({ model }: AskedConfig): string {
  return model === 'none'
    ? 'leave out "model: none"'
    : `set ${AUTO_KEYS.join(' or ')}, or name a model under "models"`;
}

/** What the run file asks of models. */
interface Need {
  readonly path: readonly (string | number)[];
  readonly subject: string;
  /** One of these; any when left out. */
  readonly names: readonly string[] | undefined;
}

function needsOf({ proposers = [], advice }: AskedConfig): readonly Need[] {
  const needs: Need[] = [];
  for (const [index, entry] of proposers.entries()) {
    if (!isLlmProposer(entry)) continue;
    needs.push({
      path: ['proposers', index],
      subject: `the proposer "${entry.name}"`,
      names: entry.models,
    });
  }
  for (const [key, options] of Object.entries(advice)) {
    if (options === undefined || options === 'off') continue;
    const names = options.model === undefined ? undefined : [options.model];
    needs.push({ path: ['advice', key], subject: 'this advice', names });
  }
  return needs;
}
