import { PRICES_AS_OF, PRICES_HOLD_UP_TO_TOKENS } from '../models/prices.ts';
import { AUTO_KEYS } from '../config/auto-model.ts';
import type { EmbeddingConfig, ModelConfig } from '../config/model-schema.ts';
import { embeddingOf, isPriced, type RunConfig } from '../config/resolve-config.ts';
import type { AskedConfig, DeepReadonly } from '../config/run-schema.ts';

const EMBEDDING = 'novelty.embedding';

/** What a person should know about the models of a run before it spends anything. */
export function modelNotices(
  config: RunConfig,
  { asked, asking }: { readonly asked?: AskedConfig; readonly asking: 'allowed' | 'never' },
): readonly string[] {
  const writers = Object.entries(config.models);
  const entries = [
    ...writers,
    ...embeddingOf(config.novelty).map((model) => [EMBEDDING, model] as const),
  ];
  if (writers.length === 0) {
    const isSearched = asked?.model === 'auto' && Object.keys(asked.models).length === 0;
    const why = isSearched ? ` (no ${AUTO_KEYS.join(' or ')})` : '';
    return [`model: none${why}; built-in proposers`];
  }
  const list = entries.map(([name, model]) => `${name} (${accessOf(model, asking)})`).join(', ');
  const word = entries.length === 1 ? 'model' : 'models';
  const unknown = entries.filter(([, model]) => 'price' in model && model.price.assumed === true);
  const longest = Math.max(0, ...config.proposers.map(promptTokensOf));
  const isLong = longest > PRICES_HOLD_UP_TO_TOKENS;
  return [
    `${word}: ${list}, ${limitsOf(config)}`,
    ...unknown.map(
      ([name]) =>
        `warning: the price of ${name} is not known; it counts as the dearest of the list of ${PRICES_AS_OF}. Say ${keyOf(name)}.price, "free" for a model of your own`,
    ),
    ...(isLong
      ? [
          `warning: prompts of up to ${longest} tokens may cost more than the prices say, which hold up to ${PRICES_HOLD_UP_TO_TOKENS}`,
        ]
      : []),
  ];
}

function promptTokensOf({ options }: RunConfig['proposers'][number]): number {
  return 'promptTokens' in options ? options.promptTokens : 0;
}

type Entry = DeepReadonly<ModelConfig | EmbeddingConfig>;

function accessOf(model: Entry, asking: 'allowed' | 'never'): string {
  if (asking === 'never') return 'recorded replies';
  if ('command' in model) return model.command.join(' ').slice(0, 60);
  if (!('keyEnv' in model)) return 'mailbox';
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
