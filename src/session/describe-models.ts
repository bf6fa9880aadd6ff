import { isPlainWord } from '../models/secrets.ts';
import { PRICES_AS_OF, PRICES_HOLD_UP_TO_TOKENS } from '../models/prices.ts';
import type { Kinds } from '../core/kinds.ts';
import { autoKeys, type Environment } from '../config/auto-model.ts';
import type { EmbeddingConfig, ModelConfig } from '../config/model-schema.ts';
import { embeddingOf, isPriced, type RunConfig } from '../config/resolve-config.ts';
import type { DeepReadonly } from '../config/deep-readonly.ts';
import type { AskedConfig } from '../config/run-schema.ts';
import { hasAskers } from '../config/unasked-models.ts';
import { modelLabel } from './model-label.ts';

const EMBEDDING = 'novelty.embedding';

/** Inputs of notices in addition to the configuration. */
export interface NoticeOptions {
  readonly kinds: Kinds;
  /** The run file of a new run. */
  readonly asked?: AskedConfig | undefined;
  readonly asking: 'allowed' | 'never';
  /** Holds the keys. */
  readonly env?: Environment | undefined;
}

/** Notices about the models of a run before it spends anything. */
export function modelNotices(
  config: RunConfig,
  { asked, asking, kinds, env = {} }: NoticeOptions,
): readonly string[] {
  const writers = Object.entries(config.models);
  const entries = [
    ...writers,
    ...embeddingOf(config.novelty).map((model) => [EMBEDDING, model] as const),
  ];
  if (writers.length === 0) {
    return [`model: none${whyNone(asked, kinds)}; built-in proposers`];
  }
  const list = entries
    .map(
      ([name, model]) =>
        `${name} (${asking === 'never' ? 'recorded replies' : accessOf(model, kinds)})`,
    )
    .join(', ');
  const word = entries.length === 1 ? 'model' : 'models';
  const unknown = entries.filter(([, model]) => model.price?.assumed === true);
  const longest = Math.max(0, ...config.proposers.map(promptTokensOf));
  const isLong = longest > PRICES_HOLD_UP_TO_TOKENS;
  return [
    `${word}: ${list}, ${limitsOf(config)}`,
    ...(asking === 'allowed' ? keyNotices(entries, env) : []),
    ...unknown.map(
      ([name]) =>
        `warning: the price of ${name} is not known; it counts as the most expensive of the list of ${PRICES_AS_OF}. Say ${keyOf(name)}.price, "free" for a model of your own`,
    ),
    ...(isLong
      ? [
          `warning: prompts of up to ${longest} tokens may cost more than the prices say, which hold up to ${PRICES_HOLD_UP_TO_TOKENS}`,
        ]
      : []),
  ];
}

function whyNone(asked: AskedConfig | undefined, kinds: Kinds): string {
  if (asked?.model !== 'auto' || Object.keys(asked.models).length > 0) return '';
  return hasAskers(asked, kinds)
    ? ` (no ${autoKeys(kinds).join(' or ')})`
    : ' (none of the proposers of the run file asks one)';
}

/** Keys that are not taken out of texts. */
function keyNotices(
  entries: readonly (readonly [string, Entry])[],
  env: Environment,
): readonly string[] {
  const names = entries.flatMap(([, model]) =>
    model.price === undefined || model.keyEnv === null ? [] : [model.keyEnv],
  );
  return [...new Set(names)]
    .filter((name) => isPlainWord(env[name]?.trim() ?? ''))
    .map(
      (name) =>
        `the key in ${name} is a plain word, which programs may hold: it is not taken out of replies and messages`,
    );
}

function promptTokensOf({ options }: RunConfig['proposers'][number]): number {
  const tokens = options['promptTokens'];
  return typeof tokens === 'number' ? tokens : 0;
}

type Entry = DeepReadonly<ModelConfig | EmbeddingConfig>;

function accessOf(model: Entry, kinds: Kinds): string {
  if (model.price === undefined) {
    const label = modelLabel(model, kinds) || kinds.providers.get(model.provider)?.name;
    return (label ?? model.provider).slice(0, 60);
  }
  const key = model.keyEnv ?? 'no key';
  return model.baseUrl === undefined ? key : `${key}, ${new URL(model.baseUrl).host}`;
}

/** Where a model stands in a run file. */
function keyOf(name: string): string {
  return name === EMBEDDING ? name : `models.${name}`;
}

function limitsOf({ models, novelty, budget }: RunConfig): string {
  const all = [...Object.values(models), ...embeddingOf(novelty)];
  const limits = [
    ...(budget.usd !== undefined && all.some(isPriced) ? [`${budget.usd.toFixed(2)} USD`] : []),
    ...(budget.tokens === undefined ? [] : [`${budget.tokens} tokens`]),
    ...(budget.calls === undefined ? [] : [`${budget.calls} calls`]),
  ];
  return limits.length === 0 ? 'free' : `at most ${limits.join(', ')}`;
}
