import { describe, expect, test } from 'vitest';
import type { Price } from '../../src/core/model.ts';
import {
  DEFAULT_MODELS,
  FREE,
  PRICED_MODELS,
  PRICES_AS_OF,
  priceOf,
} from '../../src/models/prices.ts';

const columns = ['input', 'cachedInput', 'cacheWrite', 'output'] as const;
const odd: Price = { input: 7, cachedInput: 6, cacheWrite: 5, output: 4 };
const nameOf = (model: string): string | undefined =>
  PRICED_MODELS.find((name) => priceOf(name).price === priceOf(model).price);

describe('the table of prices', () => {
  test('holds finite positive prices, each name once', () => {
    expect(new Set(PRICED_MODELS).size).toBe(PRICED_MODELS.length);
    for (const name of PRICED_MODELS) {
      const { price, known } = priceOf(name);
      expect(known).toBe(true);
      for (const column of columns) expect(price[column]).toBeGreaterThan(0);
      expect(price.output).toBeLessThan(1000);
    }
  });

  test('never has a cache that is more expensive to read than a fresh token, nor a reply cheaper than a prompt', () => {
    for (const name of PRICED_MODELS) {
      const { input, cachedInput, cacheWrite, output } = priceOf(name).price;
      expect(cachedInput).toBeLessThanOrEqual(input);
      expect(cacheWrite).toBeGreaterThanOrEqual(input);
      expect(output).toBeGreaterThan(input);
    }
  });

  test('says a day', () => {
    expect(new Date(PRICES_AS_OF).toISOString().slice(0, 10)).toBe(PRICES_AS_OF);
  });

  test('knows the default models', () => {
    for (const model of Object.values(DEFAULT_MODELS)) expect(PRICED_MODELS).toContain(model);
  });
});

describe('variants of a name that cost the same', () => {
  test.each([
    ['gpt-5-2025-08-07', 'gpt-5'],
    ['gpt-5-mini-2025-08-07', 'gpt-5-mini'],
    ['openai/gpt-5', 'gpt-5'],
    ['GPT-5', 'gpt-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5@20250929', 'claude-sonnet-4-5'],
    ['anthropic/claude-sonnet-4.5:beta', 'claude-sonnet-4-5'],
    ['anthropic/claude-opus-4.5', 'claude-opus-4-5'],
    ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
    ['claude-3-5-haiku-20241022', 'claude-3-5-haiku'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['deepseek/deepseek-v4.1-flash', 'deepseek-flash'],
    ['z-ai/glm-5.3', 'glm-5.3'],
  ])('%s costs what %s costs', (variant, name) => {
    expect(priceOf(variant).known).toBe(true);
    expect(priceOf(variant).price).toEqual(priceOf(name).price);
    expect(nameOf(name)).toBeDefined();
  });

  test('a dated name with a price of its own keeps it', () => {
    expect(priceOf('gpt-4o-2024-05-13').price.output).toBe(15);
    expect(priceOf('gpt-4o-2024-08-06').price.output).toBe(10);
  });

  test('siblings are distinguished', () => {
    const outputs = ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-5-pro', 'gpt-5.2', 'gpt-5.5'].map(
      (name) => priceOf(name).price.output,
    );
    expect(outputs).toEqual([10, 2, 0.4, 120, 14, 30]);
    expect(priceOf('claude-opus-4-20250514').price.output).toBe(75);
    expect(priceOf('claude-opus-4-5-20251101').price.output).toBe(25);
  });

  test('a free route costs nothing', () => {
    expect(priceOf('someone/some-model:free')).toEqual({ price: FREE, known: true });
  });
});

describe('models that are not known', () => {
  test.each([
    'gpt-5-turbo',
    'gpt-5-mini-high',
    'gpt-5-2025',
    'my-gpt-5',
    'gpt',
    '',
    'together/gpt-5',
    'claude-sonnet-4-5-20250929-v1:0',
    'kimi-k3:nitro',
    '__proto__',
    'constructor',
  ])('%j counts as the most expensive in every column', (model) => {
    const { price, known } = priceOf(model);
    expect(known).toBe(false);
    for (const column of columns) {
      const most = Math.max(...PRICED_MODELS.map((name) => priceOf(name).price[column]));
      expect(price[column]).toBe(most);
    }
  });

  test('are never cheaper than what the user states for another model', () => {
    const stated = { mine: { ...odd, output: 5000 } };
    expect(priceOf('other', stated).price.output).toBe(5000);
  });
});

describe('prices that the user states', () => {
  test('come before the table, for variants as well', () => {
    const stated = { 'gpt-5': odd, 'my/model': odd };
    for (const model of ['gpt-5', 'openai/gpt-5', 'gpt-5-2025-08-07', 'my/model']) {
      expect(priceOf(model, stated)).toEqual({ price: odd, known: true });
    }
    expect(priceOf('gpt-5-mini', stated).price).toEqual(priceOf('gpt-5-mini').price);
  });

  test('for one dated name do not change the others', () => {
    const stated = { 'gpt-5-2025-08-07': odd };
    expect(priceOf('gpt-5-2025-08-07', stated).price).toEqual(odd);
    expect(priceOf('gpt-5', stated).price.output).toBe(10);
  });
});
