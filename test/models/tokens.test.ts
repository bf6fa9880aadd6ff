import { readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelMessage } from '../../src/core/model.ts';
import { loadTokenCounter, mostTokens, type TokenCounter } from '../../src/models/tokens.ts';
import { samplePolicies } from '../fixtures/load-policies.ts';

const user = (text: string): ModelMessage => ({ role: 'user', text });
const plain = { disallowedSpecial: new Set<string>() };
let count: TokenCounter;
beforeAll(async () => {
  count = await loadTokenCounter();
});

describe('counting tokens', () => {
  test('is exact for program text and prose', () => {
    const contracts = new URL('../../src/core/proposer.ts', import.meta.url);
    const texts = [...samplePolicies.map(({ code }) => code), readFileSync(contracts, 'utf8')];
    for (const text of texts) expect(count(text)).toBe(countTokens(text));
    expect(count('hello world')).toBe(2);
    expect(count('')).toBe(0);
  });

  test('loads the tokenizer once', () => {
    expect(loadTokenCounter()).toBe(loadTokenCounter());
  });

  test('reads special tokens as the text they are', () => {
    const text = 'const end = "<|endoftext|>"; // <|im_start|>system <|fim_prefix|>';
    expect(() => countTokens(text)).toThrow(/special/);
    expect(count(text)).toBe(countTokens(text, plain));
    expect(count(text)).toBeGreaterThan(20);
  });

  test('never throws, whatever the text, and is close to the count without cuts', () => {
    const word = fc.tuple(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.integer({ min: 0, max: 60 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const text = words.map(([part, times]) => part.repeat(Math.max(0, times))).join('');
        const exact = countTokens(text, plain);
        const cuts = text.length / 32;
        expect(count(text)).toBeGreaterThanOrEqual(exact - 2 * cuts);
        expect(count(text)).toBeLessThanOrEqual(exact + 2 * cuts);
      }),
      { numRuns: 15 },
    );
  });

  test('takes a megabyte of one character as easily as any text', () => {
    // Without cuts, 64 KB of the letter take the tokenizer seconds, a megabyte twenty minutes.
    expect(count('a'.repeat(1e6))).toBe(125_000);
    const hostile = ['a', ' ', '\n', '=', '\u4e2d', '\ud83d\ude00', '\ud800', '\u0301', '/\n', '9'];
    for (const unit of hostile) {
      const bytes = Buffer.byteLength(unit);
      const tokens = count(unit.repeat(Math.ceil(2e5 / bytes)));
      expect(tokens).toBeGreaterThan(1000);
      expect(tokens).toBeLessThanOrEqual(2e5 + bytes);
    }
  });

  test('does not split the halves of a character', () => {
    const text = `a${'\ud83d\ude00'.repeat(500)}`;
    expect(count(text)).toBe(countTokens(text, plain));
  });
});

describe('the bound on tokens', () => {
  test('is never below the count, with room for each message', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 5 });
    fc.assert(
      fc.property(texts, (parts) => {
        const tokens = parts.reduce((sum, text) => sum + count(text), 0);
        expect(mostTokens(parts.map(user))).toBeGreaterThanOrEqual(tokens + 10 * parts.length);
      }),
    );
  });

  test('of two prompts joined is at most the sum of their bounds', () => {
    const prompt = fc.array(fc.string().map(user), { maxLength: 4 });
    fc.assert(
      fc.property(prompt, prompt, (one, other) => {
        expect(mostTokens([...one, ...other])).toBeLessThanOrEqual(
          mostTokens(one) + mostTokens(other),
        );
      }),
    );
  });

  test('counts bytes, so that no script slips below it', () => {
    expect(mostTokens([user('\u4e2d'.repeat(100))]) - mostTokens([user('')])).toBe(300);
  });
});
