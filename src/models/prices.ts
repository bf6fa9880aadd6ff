import type { Price } from '../core/model.ts';

/**
 * The prices of the makers' own pages (OpenAI, Anthropic, Google, DeepSeek) were read on this day or later;
 * each part of the table says where and when.
 */
export const PRICES_AS_OF = '2026-10-07';

/**
 * Tokens of a prompt up to which the prices of the table hold. Longer ones are more expensive with some makers:
 * above 100,000 for Claude Haiku 5.5, 200,000 for Gemini Pro, 272,000 for GPT-5.4 and later.
 */
export const PRICES_HOLD_UP_TO_TOKENS = 100_000;

/** The price of a model that costs nothing: on one's own machine, a person, a program. */
export const FREE: Price = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/** Models that `model: auto` asks when a provider's key is set: strong at code, a tenth of the highest price. */
export const DEFAULT_MODELS = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6.1-sol' } as const;

/** [names, input, cached input, cache write, output]: US dollars for a million tokens. */
type Row = readonly [names: string, number, number, number, number];

/**
 * "Pricing" of the OpenAI API documentation and the pages of the models, up to 2026-10-27: standard tier.
 * Up to GPT-5.5 writing to the cache costs what input costs. The promotion of GPT-5.6 Sol is left out.
 */
const OPENAI: readonly Row[] = [
  ['gpt-6-astra', 10, 1, 12.5, 50],
  ['gpt-6.1-sol', 2, 0.1, 2.5, 10],
  ['gpt-6.1-terra', 1, 0.05, 1.25, 5],
  ['gpt-6-sol', 2, 0.2, 2.5, 10],
  ['gpt-6-luna', 0.1, 0.01, 0.125, 0.5],
  ['gpt-5.6 gpt-5.6-sol', 5, 0.5, 6.25, 30],
  ['gpt-5.6-terra', 2, 0.2, 2.5, 12],
  ['gpt-5.6-luna', 0.2, 0.02, 0.25, 1.2],
  ['gpt-5.5-pro gpt-5.4-pro', 30, 30, 30, 180],
  ['gpt-5.5', 5, 0.5, 5, 30],
  ['gpt-5.4', 2.5, 0.25, 2.5, 15],
  ['gpt-5.4-mini', 0.75, 0.075, 0.75, 4.5],
  ['gpt-5.4-nano', 0.2, 0.02, 0.2, 1.25],
  ['gpt-5.2-pro', 21, 21, 21, 168],
  ['gpt-5.3-codex gpt-5.2 gpt-5.2-codex', 1.75, 0.175, 1.75, 14],
  ['gpt-5-pro', 15, 15, 15, 120],
  ['gpt-5.1 gpt-5.1-codex gpt-5.1-codex-max gpt-5 gpt-5-codex', 1.25, 0.125, 1.25, 10],
  ['gpt-5-mini gpt-5.1-codex-mini', 0.25, 0.025, 0.25, 2],
  ['gpt-5-nano', 0.05, 0.005, 0.05, 0.4],
  ['gpt-4.1 o3', 2, 0.5, 2, 8],
  ['gpt-4.1-mini', 0.4, 0.1, 0.4, 1.6],
  ['gpt-4.1-nano', 0.1, 0.025, 0.1, 0.4],
  ['gpt-4o-2024-05-13', 5, 5, 5, 15],
  ['gpt-4o', 2.5, 1.25, 2.5, 10],
  ['gpt-4o-mini', 0.15, 0.075, 0.15, 0.6],
  ['o4-mini', 1.1, 0.275, 1.1, 4.4],
];

/** "Pricing" of the Claude API documentation, up to November 2026: caches that live for five minutes. */
const ANTHROPIC: readonly Row[] = [
  ['claude-fable-5-2', 8, 0.2, 10, 40],
  ['claude-fable-5-1', 10, 0.25, 12.5, 50],
  ['claude-fable-5', 10, 1, 12.5, 50],
  ['claude-opus-5-5', 4, 0.2, 5, 20],
  ['claude-opus-5 claude-opus-4-8 claude-opus-4-7 claude-opus-4-6', 5, 0.5, 6.25, 25],
  ['claude-opus-4-5', 5, 0.5, 6.25, 25],
  ['claude-opus-4-1 claude-opus-4-0 claude-opus-4', 15, 1.5, 18.75, 75],
  ['claude-sonnet-5-5', 2, 0.1, 2.5, 10],
  ['claude-sonnet-5', 2, 0.2, 2.5, 10],
  ['claude-sonnet-4-6 claude-sonnet-4-5', 3, 0.3, 3.75, 15],
  ['claude-sonnet-4-0 claude-sonnet-4', 3, 0.3, 3.75, 15],
  ['claude-haiku-5-5', 0.1, 0.01, 0.125, 0.5],
  ['claude-haiku-4-5', 1, 0.1, 1.25, 5],
  ['claude-3-5-haiku claude-haiku-3-5', 0.8, 0.08, 1, 4],
];

/**
 * "Gemini Developer API pricing", 2026-10-07: paid tier, text. Without the promotion of the Flash models
 * from 3.6 on, which halves them until the end of 2026.
 */
const GOOGLE: readonly Row[] = [
  ['gemini-3.8-flash gemini-3.7-flash gemini-3.6-flash', 1.5, 0.15, 1.5, 7.5],
  ['gemini-3.5-flash', 1.5, 0.15, 1.5, 9],
  ['gemini-3.5-flash-lite', 0.3, 0.03, 0.3, 2.5],
  ['gemini-3.1-pro-preview gemini-3.1-pro', 2, 0.2, 2, 12],
  ['gemini-2.5-pro', 1.25, 0.125, 1.25, 10],
  ['gemini-2.5-flash', 0.3, 0.03, 0.3, 2.5],
  ['gemini-2.5-flash-lite', 0.1, 0.01, 0.1, 0.4],
];

/**
 * Open models at their makers' list prices: "Models & Pricing" of DeepSeek at peak hours, 2026-11-15; the
 * others from the pages of OpenRouter, autumn 2026. Other hosts of the same weights have other prices.
 */
const OPEN: readonly Row[] = [
  ['deepseek-flash deepseek-v4.1-flash deepseek-v4-flash', 0.3, 0.006, 0.3, 1.2],
  ['deepseek-v4-pro deepseek-v4-pro-0813', 1.32, 0.044, 1.32, 3.96],
  ['kimi-k3', 3, 0.3, 3, 15],
  ['kimi-k2.7-code', 0.95, 0.19, 0.95, 4],
  ['glm-5.3 glm-5.2', 1.4, 0.26, 1.4, 4.4],
  ['qwen3.8-max', 2, 0.25, 2.5, 6],
];

const TABLE: ReadonlyMap<string, Price> = new Map(
  [...OPENAI, ...ANTHROPIC, ...GOOGLE, ...OPEN].flatMap(
    ([names, input, cachedInput, cacheWrite, output]) =>
      names.split(' ').map((name) => [name, { input, cachedInput, cacheWrite, output }] as const),
  ),
);

/** Names of the models whose price is known, the newest of each maker first. */
export const PRICED_MODELS: readonly string[] = [...TABLE.keys()];

/**
 * The price of a model, by the name its provider knows it under. Variants that cost the same are found too:
 * dated ones (`gpt-5-2025-08-07`), `-latest`, the maker in front (`anthropic/claude-sonnet-4.5:beta`).
 * Nothing else is guessed: `gpt-5-turbo` is not `gpt-5`. `:free` at the end, as OpenRouter writes it, is free.
 *
 * `overrides` by name come before the table. A model that is not known counts as the most expensive of all in
 * every column, so that a budget holds whatever it costs.
 */
export function priceOf(
  model: string,
  overrides: Readonly<Record<string, Price>> = {},
): { readonly price: Price; readonly known: boolean } {
  const given = new Map(Object.entries(overrides));
  for (const name of spellingsOf(model)) {
    const price = given.get(name) ?? TABLE.get(name);
    if (price !== undefined) return { price, known: true };
  }
  if (model.endsWith(':free')) return { price: FREE, known: true };
  return { price: [...given.values(), ...TABLE.values()].reduce(maxPrice), known: false };
}

const MAKERS = /^(?:openai|anthropic|google|models|deepseek|moonshotai|z-ai|qwen)\//;
/** Marks that OpenRouter appends and that leave the price as it is. */
const MARKS = /:(?:beta|thinking|extended)$/;
const DATES = /(?:[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])|-latest)$/;

/** The name as given, then what it may stand for, the closest first. */
function spellingsOf(model: string): string[] {
  const bare = model.toLowerCase().replace(MAKERS, '').replace(MARKS, '');
  // Anthropic writes 4-5 where OpenRouter writes 4.5.
  const native = bare.startsWith('claude-') ? bare.replaceAll('.', '-') : bare;
  return [model, bare, native, native.replace(DATES, '')];
}

function maxPrice(one: Price, other: Price): Price {
  return {
    input: Math.max(one.input, other.input),
    cachedInput: Math.max(one.cachedInput, other.cachedInput),
    cacheWrite: Math.max(one.cacheWrite, other.cacheWrite),
    output: Math.max(one.output, other.output),
  };
}
