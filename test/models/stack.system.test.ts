import { expect, test } from 'vitest';
import { ModelError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { createAnthropicModel } from '../../src/models/providers/anthropic.ts';
import { createOpenAiModel } from '../../src/models/providers/openai.ts';
import { withBreaker } from '../../src/models/with-breaker.ts';
import { withLimits } from '../../src/models/with-limits.ts';
import { withRetry } from '../../src/models/with-retry.ts';
import { withTimeout } from '../../src/models/with-timeout.ts';
import { never, questionOf } from './fake-model.ts';
import { replyBody } from './providers/wire-format.ts';
import type { WireFormat } from './providers/wire-format.ts';
import { startWireServer } from './providers/wire-server.ts';
import type { ReceivedRequest, WireAnswer } from './providers/wire-server.ts';

const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const now = (): number => performance.now();

/** Goes wrong in every way, about every second time, and else repeats the question. */
function moodyServer(format: WireFormat): (request: ReceivedRequest) => WireAnswer {
  const rng = createRng('moody');
  return ({ number, body }) => {
    const text = JSON.stringify(body['messages']).match(/question \d+/)?.[0] ?? 'none';
    const whole = replyBody(format, { text });
    const mood = rng.fork(number).integer(12);
    const error = { type: 'error', code: 'api_error', message: 'moody' } as const;
    const moods: readonly WireAnswer[] = [
      { ...error, status: 500 },
      { ...error, status: 529 },
      { ...error, status: 429, headers: { 'retry-after-ms': '5' } },
      { type: 'reset', text, share: 0 },
      { type: 'reset', text, share: 0.5 },
      { type: 'bytes', body: whole.slice(0, -20) },
    ];
    return moods[mood] ?? { type: 'reply', text };
  };
}

test.each(['openai', 'anthropic'] as const)(
  '%s: with retries and limits every question gets its own answer from a provider that fails half the time',
  async (format) => {
    let [inFlight, most] = [0, 0];
    const script = moodyServer(format);
    await using server = await startWireServer({ format, script });
    const create = format === 'openai' ? createOpenAiModel : createAnthropicModel;
    const client = create({
      name: 'm',
      model: 'x',
      baseUrl: server.baseUrl,
      maxOutputTokens: 2000,
      price: FREE,
    });
    const counted = {
      ...client,
      async complete(...call: Parameters<typeof client.complete>) {
        inFlight += 1;
        most = Math.max(most, inFlight);
        try {
          return await client.complete(...call);
        } finally {
          inFlight -= 1;
        }
      },
    };
    const limited = withLimits(withTimeout(counted, { timeoutMs: 10_000 }), {
      concurrency: 8,
      requestsPerMinute: 10_000,
      tokensPerMinute: 50_000_000,
      countTokens: (text) => text.length,
    });
    const guarded = withBreaker(limited, { failures: 100, cooldownMs: 10, now });
    const model = withRetry(guarded, { attempts: 20, baseMs: 1, maxMs: 8, random: Math.random });
    const asked = Array.from({ length: 200 }, async (_, index) => {
      const { text } = await model.complete(questionOf(`question ${index}.`), never);
      return text;
    });
    expect(await Promise.all(asked)).toEqual(asked.map((_, index) => `question ${index}`));
    expect(server.requests.length).toBeGreaterThan(300);
    expect(most).toBe(8);
    expect(inFlight).toBe(0);
  },
);

test('a provider that is down gets a few requests instead of all, and is found when it is back', async () => {
  let down = true;
  await using server = await startWireServer({
    format: 'openai',
    script: () =>
      down
        ? { type: 'error', status: 503, code: 'server_error', message: 'maintenance' }
        : { type: 'reply', text: 'back' },
  });
  const client = createOpenAiModel({
    name: 'm',
    model: 'x',
    baseUrl: server.baseUrl,
    maxOutputTokens: 2000,
    price: FREE,
  });
  let clockMs = 0;
  const model = withBreaker(client, { failures: 5, cooldownMs: 1000, now: () => clockMs });
  const kindOfCall = async (): Promise<string> => {
    try {
      return (await model.complete(questionOf(), never)).text;
    } catch (error) {
      return error instanceof ModelError ? error.kind : 'a bug';
    }
  };
  const kinds: string[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  for (let call = 0; call < 100; call += 1) kinds.push(await kindOfCall());
  expect(kinds.slice(0, 6)).toEqual([...Array<string>(5).fill('server'), 'unavailable']);
  expect(new Set(kinds.slice(5))).toEqual(new Set(['unavailable']));
  expect(server.requests).toHaveLength(5);
  down = false;
  clockMs = 1000;
  expect(await kindOfCall()).toBe('back');
});
