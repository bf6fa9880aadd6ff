import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelMessage, Price, Spending, TokenUsage } from '../../src/core/model.ts';
import { usdOf, worstConversation, worstOf } from '../../src/models/cost.ts';
import { FREE, priceOf } from '../../src/models/prices.ts';
import { mostTokens } from '../../src/models/tokens.ts';

const say = (role: ModelMessage['role'], text: string): ModelMessage => ({ role, text });
const dollars = fc.double({ min: 0, max: 200, noNaN: true });
const prices: fc.Arbitrary<Price> = fc.record({
  input: dollars,
  cachedInput: dollars,
  cacheWrite: dollars,
  output: dollars,
});

describe('the cost of a reply', () => {
  const price: Price = { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 };

  test('bills fresh, cached and written tokens each at their price', () => {
    const usage: TokenUsage = {
      input: 1_000_000,
      cachedInput: 600_000,
      cacheWrite: 100_000,
      output: 200_000,
      reasoning: 150_000,
    };
    expect(usdOf(usage, price)).toBeCloseTo(0.3 * 3 + 0.6 * 0.3 + 0.1 * 3.75 + 0.2 * 15, 12);
  });

  test('is nothing for what is free, and never negative', () => {
    const usage = { input: 5, cachedInput: 9, cacheWrite: 9, output: 0, reasoning: 0 };
    expect(usdOf(usage, FREE)).toBe(0);
    expect(usdOf(usage, price)).toBeGreaterThan(0);
  });
});

describe('the worst cost of a call', () => {
  test('is never below that of a reply within its limits', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(prices, fc.string(), fc.tuple(share, share, share), (price, text, shares) => {
        const messages = [say('user', text)];
        const input = mostTokens(messages);
        const cachedInput = Math.floor(input * shares[0]);
        const usage: TokenUsage = {
          input,
          cachedInput,
          cacheWrite: Math.floor((input - cachedInput) * shares[1]),
          output: Math.floor(4000 * shares[2]),
          reasoning: 0,
        };
        const worst = worstOf(messages, { price, maxOutputTokens: 4000 });
        expect(worst.usd).toBeGreaterThanOrEqual(usdOf(usage, price) * (1 - 1e-12));
        expect(worst.tokens).toBeGreaterThanOrEqual(usage.input + usage.output);
        expect(worst.calls).toBe(1);
      }),
    );
  });

  test('counts writing to the cache where that is more expensive than a fresh token', () => {
    const { price } = priceOf('claude-sonnet-4-5');
    const messages = [say('user', 'x'.repeat(1e6))];
    const worst = worstOf(messages, { price, maxOutputTokens: 0 });
    expect(worst.usd).toBeCloseTo((mostTokens(messages) * 3.75) / 1e6, 9);
  });
});

describe('the worst cost of a conversation', () => {
  const model = fc.record({ price: prices, maxOutputTokens: fc.integer({ min: 1, max: 400 }) });
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const turns = fc.array(fc.record({ reply: text, feedback: text }), { maxLength: 6 });

  test('is never below the sum over the calls of any conversation within its limits', () => {
    fc.assert(
      fc.property(
        model,
        fc.array(text, { minLength: 1, maxLength: 3 }),
        turns,
        (m, first, rest) => {
          let messages = first.map((part) => say('user', part));
          const limits = {
            turns: rest.length + 1,
            promptTokens: mostTokens(messages),
            feedbackTokens: Math.max(0, ...rest.map((t) => mostTokens([say('user', t.feedback)]))),
            replyTokens: Math.max(0, ...rest.map((t) => mostTokens([say('assistant', t.reply)]))),
          };
          const calls: Spending[] = [worstOf(messages, m)];
          for (const { reply, feedback } of rest) {
            messages = [...messages, say('assistant', reply), say('user', feedback)];
            calls.push(worstOf(messages, m));
          }
          const worst = worstConversation(m, limits);
          expect(worst.calls).toBe(calls.length);
          expect(worst.tokens).toBeGreaterThanOrEqual(calls.reduce((sum, c) => sum + c.tokens, 0));
          // Not by a rounding error either: a budget compares with `>`.
          expect(worst.usd).toBeGreaterThanOrEqual(calls.reduce((sum, c) => sum + c.usd, 0));
        },
      ),
    );
  });

  test('holds for replies of four bytes a token without being told how long they are', () => {
    const m = { price: priceOf('gpt-6.1-sol').price, maxOutputTokens: 1000 };
    const opening = [say('user', 'improve this')];
    const reply = say('assistant', 'code'.repeat(1000));
    const feedback = say('user', 'it does not compile');
    const limits = {
      turns: 2,
      promptTokens: mostTokens(opening),
      feedbackTokens: mostTokens([feedback]),
    };
    const spent = worstOf(opening, m).usd + worstOf([...opening, reply, feedback], m).usd;
    const worst = worstConversation(m, limits).usd;
    expect(worst).toBeGreaterThanOrEqual(spent);
    expect(worst).toBeLessThan(spent * 1.1);
  });

  test('of one turn is that of one call, and of none is nothing', () => {
    const m = { price: priceOf('gpt-6-astra').price, maxOutputTokens: 1000 };
    const messages = [say('user', 'hello')];
    const limits = { turns: 1, promptTokens: mostTokens(messages), feedbackTokens: 50 };
    expect(worstConversation(m, limits)).toEqual(worstOf(messages, m));
    expect(worstConversation(m, { ...limits, turns: 0 })).toEqual({ calls: 0, tokens: 0, usd: 0 });
  });
});
