import * as z from 'zod';
import type { Kinds } from '../core/kinds.ts';
import { PRICES_AS_OF, priceOf } from '../models/prices.ts';
import { autoKeys, autoModel, type Environment } from './auto-model.ts';
import { proposerSchema, type ProposerEntry } from './entry-schemas.ts';
import type {
  AskedModel,
  AskedPrice,
  EmbeddingConfig,
  FrozenPrice,
  ModelConfig,
} from './model-schema.ts';
import type { KeyComplaint } from './run-rules.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import type { AskedConfig } from './run-schema.ts';
import { asksModels, isUnasked, unaskedModels } from './unasked-models.ts';

/** Inputs of a configuration in addition to the run file. */
export interface ResolveContext {
  readonly kinds: Kinds;
  readonly env: Environment;
  /** Processor cores that evaluations may use. */
  readonly cores: number;
  /** The run whose replies are used, with its own inputs. */
  readonly recorded?: Pick<RunConfig, 'models' | 'order' | 'window'> | undefined;
}

type Advised<T> = Omit<Exclude<T, undefined | 'off'>, 'model'> & { readonly model: string };
type AskedAdvice = AskedConfig['advice'];

/**
 * The configuration of a run with every default filled in, so that it means the same everywhere and later. It
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
  readonly proposers: readonly ProposerConfig[];
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

/** A proposer of a configuration; one that asks models names them. */
export type ProposerConfig = DeepReadonly<ProposerEntry>;

/** Waiting for a reply takes no core; computing a proposal does. */
const PROPOSAL_SLOTS = { waiting: 16, computing: 2 };
/** Strict order may depend neither on slots nor on the machine. */
const STRICT_WINDOW = { withModel: 32, without: 8 };
const DEFAULT_USD = 5;
const DEFAULT_NOVELTY = { threshold: 0.99 };

/** Fills in what a run file leaves open, or reports the issues that prevent it. */
export function resolveConfig(
  asked: AskedConfig,
  resolveContext: ResolveContext,
): { readonly config: RunConfig; readonly complaints: readonly KeyComplaint[] } {
  const models = isUnasked(asked, resolveContext.kinds) ? {} : frozenModels(asked, resolveContext);
  const names = Object.keys(models);
  const hasModel = names.length > 0;
  const { kinds } = resolveContext;
  const entries = asked.proposers ?? defaultProposers(hasModel, kinds);
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
      asksModels(entry, kinds) ? resolvedLlmProposer(entry, names) : entry,
    ),
    advice: adviceOf(asked.advice, models),
    novelty,
  };
  return { config, complaints: allComplaints(asked, config, kinds) };
}

function allComplaints(
  asked: AskedConfig,
  config: RunConfig,
  kinds: Kinds,
): readonly KeyComplaint[] {
  const complaints = complaintsAbout(asked, config, kinds);
  return complaints.length > 0 ? complaints : unaskedModels(asked, config, kinds);
}

function frozenModels(
  { model, models }: AskedConfig,
  { env, recorded, kinds }: ResolveContext,
): RunConfig['models'] {
  if (model === 'none') return {};
  const chosen = model === 'auto' ? Object.keys(models) : [model];
  const named = chosen.flatMap((name) => {
    const entry = models[name];
    return entry === undefined ? [] : [[name, entry] as const];
  });
  if (named.length > 0) return frozen(named, kinds);
  if (recorded !== undefined) return recorded.models;
  const found = autoModel(env, kinds);
  return found === undefined ? {} : frozen([[found.name, found.model]], kinds);
}

function frozen(
  entries: readonly (readonly [string, DeepReadonly<AskedModel>])[],
  kinds: Kinds,
): RunConfig['models'] {
  return Object.fromEntries(entries.map(([name, model]) => [name, frozenModel(model, kinds)]));
}

function frozenModel(
  model: DeepReadonly<AskedModel>,
  { providers }: Kinds,
): DeepReadonly<ModelConfig> {
  const hosted = providers.get(model.provider)?.hosted;
  const { price, ...unpriced } = model;
  if (hosted === undefined) return unpriced;
  const { model: id = '', maxTokens = 0 } = model;
  const keyEnv = model.keyEnv === undefined ? hosted.keyEnv : model.keyEnv;
  const paid = frozenPrice(id, price, hosted.cacheWrite);
  return { ...unpriced, model: id, maxTokens, keyEnv, price: paid };
}

function frozenPrice(
  model: string,
  price: DeepReadonly<AskedPrice> | undefined,
  /** Writing to the cache, as a multiple of input. */
  cacheFactor: number,
): FrozenPrice {
  if (price === 'free') return { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };
  if (price === undefined) {
    const { price: listed, known } = priceOf(model);
    return { ...listed, asOf: PRICES_AS_OF, ...(known ? {} : { assumed: true }) };
  }
  const { cachedInput = price.input, cacheWrite = price.input * cacheFactor } = price;
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
  if (model.price === undefined) return false;
  const { input, output, cachedInput, cacheWrite } = model.price;
  return input + output + cachedInput + cacheWrite > 0;
}

function noveltyOf(asked: AskedConfig['novelty']): RunConfig['novelty'] {
  if (asked === undefined || asked === 'off') return asked ?? DEFAULT_NOVELTY;
  const { threshold, embedding } = asked;
  if (embedding === undefined) return { threshold };
  const { keyEnv = 'OPENAI_API_KEY' } = embedding;
  const price = frozenPrice(embedding.model, embedding.price, 1);
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

function defaultProposers(hasModel: boolean, kinds: Kinds): readonly ProposerEntry[] {
  const { withModel, withoutModel } = kinds.defaultProposers;
  return z.array(proposerSchema(kinds)).parse(hasModel ? withModel : withoutModel);
}

function resolvedLlmProposer(entry: ProposerConfig, names: readonly string[]): ProposerConfig {
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

/** Issues of entries that need a model and have none of those that are used. */
function complaintsAbout(
  asked: AskedConfig,
  { models }: RunConfig,
  kinds: Kinds,
): readonly KeyComplaint[] {
  const used = Object.keys(models);
  return needsOf(asked, kinds).flatMap(({ path, subject, names }) => {
    if (used.length === 0)
      return [{ path, message: `${subject} needs a model: ${wayTo(asked, kinds)}` }];
    if (names === undefined || names.some((name) => used.includes(name))) return [];
    const list = used.map((name) => `"${name}"`).join(', ');
    return [{ path, message: `${subject} names no model that is used; those are ${list}` }];
  });
}

function wayTo({ model }: AskedConfig, kinds: Kinds): string {
  return model === 'none'
    ? 'leave out "model: none"'
    : `set ${autoKeys(kinds).join(' or ')}, or name a model under "models"`;
}

/** Entries of the run file that need models. */
interface Need {
  readonly path: readonly (string | number)[];
  readonly subject: string;
  /** One of these; any when left out. */
  readonly names: readonly string[] | undefined;
}

function needsOf({ proposers = [], advice }: AskedConfig, kinds: Kinds): readonly Need[] {
  const needs: Need[] = [];
  for (const [index, entry] of proposers.entries()) {
    if (!asksModels(entry, kinds)) continue;
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
