import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError, StoreError } from '../../src/core/errors.ts';
import type { LanguageModel, ModelRequest } from '../../src/core/model.ts';
import { createRedactor, isPlainWord, withRedaction } from '../../src/models/secrets.ts';

const KEY = 'sk-live-4f9Q+z/7aB==x y"é';
const redact = createRedactor({ MY_API_KEY: KEY, HOME: '/home/someone', EMPTY_TOKEN: '' });

/** A secret without the characters that a marker is made of. */
const secret = fc
  .string({ minLength: 8, maxLength: 60, unit: 'grapheme' })
  .filter((text) => !isPlainWord(text.trim()))
  .filter((text) => text.length >= 8 && !/[[\]]/.test(text) && !'[SOME_TOKEN]'.includes(text));
const around = fc.string({ unit: 'grapheme' }).filter((text) => !/[[\]]/.test(text));

describe('redaction', () => {
  test('puts the name of the variable in the place of its value', () => {
    expect(redact(`Bearer ${KEY}, again ${KEY}`)).toBe('Bearer [MY_API_KEY], again [MY_API_KEY]');
  });

  test('leaves alone what is short, has no secret name, or is not set', () => {
    const quiet = createRedactor({
      KEY: 'true',
      MAX_TOKENS: '64000',
      HOME: '/home/x',
      TOKEN: undefined,
    });
    const text = 'true 64000 /home/x undefined';
    expect(quiet(text)).toBe(text);
  });

  test.each([
    ['URL-encoded', encodeURIComponent(KEY)],
    [
      'URL-encoded in lower case',
      encodeURIComponent(KEY).replaceAll(/%../g, (escape) => escape.toLowerCase()),
    ],
    ['as a form field', new URLSearchParams({ k: KEY }).toString().slice(2)],
    ['JSON-escaped', JSON.stringify({ key: KEY }).slice(8, -2)],
    ['in base64', Buffer.from(KEY).toString('base64')],
    ['in URL-safe base64', Buffer.from(KEY).toString('base64url')],
  ])('finds a value that stands %s', (_, form) => {
    expect(redact(`<${form}>`)).toBe('<[MY_API_KEY]>');
  });

  test.each([
    'anything',
    'not-needed',
    'no-key-required',
    'lm-studio',
    'password',
    'PLACEHOLDER',
    'candidateBins',
    'max_retries_2',
    'localhost8080',
    '12345678',
    'dummy key',
  ])('a key that is a plain word is taken out of nothing: %s', (value) => {
    const text = `const ${value} = 1; // ${value}`;
    expect(createRedactor({ LITELLM_KEY: value })(text)).toBe(text);
  });

  test.each([
    'sk-planted-4f1d9c7be2a85306',
    'sk-1f2e3d4c',
    'aB3xY9kQ',
    'QwErTyUiOp',
    'correct-horse-battery-staple',
    'hunter2hunter2',
    'deadbeef0badf00d',
  ])('a key that is none is: %s', (value) => {
    expect(createRedactor({ LITELLM_KEY: value })(`use ${value}!`)).toBe('use [LITELLM_KEY]!');
  });

  test('takes the longer of two secrets when one begins with the other', () => {
    const both = createRedactor({ A_KEY: 'abc1efgh', B_KEY: 'abc1efgh-ijkl' });
    expect(both('abc1efgh-ijkl abc1efgh')).toBe('[B_KEY] [A_KEY]');
  });

  test('finds a line of a secret of several lines', () => {
    const pem = createRedactor({
      SSH_KEY:
        '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w\nq83Dfoo7Qpz01Lmnvbcxy\n-----END KEY-----\n',
    });
    expect(pem('line: q83Dfoo7Qpz01Lmnvbcxy')).toBe('line: [SSH_KEY]');
    expect(pem('-----BEGIN KEY-----')).toBe('-----BEGIN KEY-----');
  });

  test('no text holds a secret afterwards, in any of the forms', () => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const clean = createRedactor({ SOME_TOKEN: value });
        const forms = [
          value,
          encodeURIComponent(value.toWellFormed()),
          JSON.stringify(value),
          Buffer.from(value).toString('base64'),
        ];
        for (const form of forms) {
          const redacted = clean(before + form + after);
          expect(redacted).toContain('[SOME_TOKEN]');
          expect(redacted).not.toContain(value);
        }
      }),
    );
  });

  test('base64 of a longer text that holds a secret does not give it back', () => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const coded = Buffer.from(before + value + after).toString('base64');
        const redacted = createRedactor({ SOME_TOKEN: value })(coded);
        expect(redacted).toContain('[SOME_TOKEN]');
      }),
    );
  });

  test('a text without a secret stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('correct horse battery'));
        expect(createRedactor({ PASSWORD: 'correct horse battery' })(text)).toBe(text);
      }),
    );
  });
});

const request: ModelRequest = {
  key: 'a'.repeat(64),
  title: 'test',
  messages: [{ role: 'user', text: 'hello' }],
};

function modelThat(complete: LanguageModel['complete']): LanguageModel {
  const price = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
  return withRedaction({ name: 'm', identity: null, maxOutputTokens: 9, price, complete }, redact);
}

async function failureOf(thrown: unknown, signal = new AbortController().signal): Promise<unknown> {
  return modelThat(() => Promise.reject(thrown))
    .complete(request, signal)
    .catch((error: unknown) => error);
}

describe('a model with redaction', () => {
  test('scrubs the reply and keeps the rest', async () => {
    const usage = { input: 1, cachedInput: 0, cacheWrite: 0, output: 2, reasoning: 0 };
    const model = modelThat(() =>
      Promise.resolve({ text: `it is ${KEY}`, finish: 'stop', usage, answeredBy: `x ${KEY}` }),
    );
    const completion = await model.complete(request, new AbortController().signal);
    expect(completion).toEqual({
      text: 'it is [MY_API_KEY]',
      finish: 'stop',
      usage,
      answeredBy: 'x [MY_API_KEY]',
    });
  });

  test('scrubs message, hint, stack and every cause of a failure, and keeps what it means', async () => {
    const inner = Object.assign(new Error(`header ${KEY}`), { headers: { authorization: KEY } });
    const failure = await failureOf(
      new ModelError(`refused ${KEY}`, {
        kind: 'rate-limit',
        hint: `not ${KEY}`,
        retryAfterMs: 70,
        mayBeBilled: true,
        cause: new Error(`outer ${KEY}`, { cause: inner }),
      }),
    );
    if (!(failure instanceof ModelError)) throw failure;
    expect(failure).toMatchObject({
      kind: 'rate-limit',
      retryAfterMs: 70,
      mayBeBilled: true,
      retryable: true,
      message: 'refused [MY_API_KEY]',
      hint: 'not [MY_API_KEY]',
      cause: { message: 'outer [MY_API_KEY]', cause: { message: 'header [MY_API_KEY]' } },
    });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(KEY);
  });

  test('scrubs an error that is a bug', async () => {
    const failure = await failureOf(new TypeError(`cannot read ${KEY}`));
    expect(failure).toMatchObject({ name: 'TypeError', message: 'cannot read [MY_API_KEY]' });
  });

  test('leaves an error of another kind what it is, unless it says a secret', async () => {
    const full = new StoreError('the disk is full', {
      hint: 'free some space',
      cause: new Error('x'),
    });
    expect(await failureOf(full)).toBe(full);
    const hinting = new StoreError('the disk is full', { hint: `not ${KEY}` });
    expect(await failureOf(hinting)).toMatchObject({ message: 'the disk is full' });
    const causing = new StoreError('the disk is full', { cause: new Error(KEY) });
    const failure = await failureOf(causing);
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(KEY);
  });

  test('passes the reason of an abort on as it is', async () => {
    const reason = new Error('stop');
    expect(await failureOf(reason, AbortSignal.abort(reason))).toBe(reason);
  });
});
