import { afterEach, describe, expect, test } from 'vitest';
import { ModelError } from '../../../src/core/errors.ts';
import type { Completion, LanguageModel, ModelMessage } from '../../../src/core/model.ts';
import { createAnthropicModel } from '../../../src/models/providers/anthropic.ts';
import { createOpenAiModel } from '../../../src/models/providers/openai.ts';
import { withRetry } from '../../../src/models/with-retry.ts';
import { withTimeout } from '../../../src/models/with-timeout.ts';
import { never } from '../fake-model.ts';
import { ANSWERED_BY, USAGE, errorBody, replyBody } from './wire-format.ts';
import type { WireFormat } from './wire-format.ts';
import { startWireServer } from './wire-server.ts';
import type { WireScript, WireServer } from './wire-server.ts';

const KEY = 'sk-planted-0123456789abcdef';
const PRICE = { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 8 };
const MESSAGES: readonly ModelMessage[] = [
  { role: 'system', text: 'You write policies.' },
  { role: 'user', text: 'Write one.' },
  { role: 'assistant', text: 'Idea: none' },
  { role: 'user', text: 'Again, with code.' },
];
const REQUEST = { key: 'k', title: 'improve p1', messages: MESSAGES };
const TEXT = 'Idea: größer – 😀\n```ts policy.ts\nexport const n = 1;\n```\n';

const servers: WireServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function modelAt(format: WireFormat, baseUrl: string): LanguageModel {
  const options = { name: 'm', model: 'wanted', apiKey: KEY, baseUrl, maxOutputTokens: 5000 };
  return format === 'openai'
    ? createOpenAiModel({ ...options, price: PRICE })
    : createAnthropicModel({ ...options, price: PRICE });
}

async function serve(format: WireFormat, script: WireScript) {
  const server = await startWireServer({ format, script });
  servers.push(server);
  const model = modelAt(format, server.baseUrl);
  const ask = (asked = model): Promise<Completion> => asked.complete(REQUEST, never);
  /** The failure of a call that must fail. */
  const failure = async (asked = model): Promise<ModelError> => {
    const [outcome] = await Promise.allSettled([ask(asked)]);
    if (outcome.status === 'rejected' && outcome.reason instanceof ModelError) {
      return outcome.reason;
    }
    throw new Error(`no ModelError but ${JSON.stringify(outcome)}`, {
      cause: outcome.status === 'rejected' ? outcome.reason : undefined,
    });
  };
  return { server, model, ask, failure };
}

/** Everything an error says to anybody, its causes and hidden members included. */
function everythingIn(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 6) return String(error);
  return Object.getOwnPropertyNames(error)
    .map((name) => `${name}: ${everythingIn(Reflect.get(error, name), depth + 1)}`)
    .join('\n');
}

describe.each(['openai', 'anthropic'] as const)('%s', (format) => {
  test('a reply comes with its text, why it ended, every count of tokens and who answered', async () => {
    const { ask } = await serve(format, [{ type: 'reply', text: TEXT }]);
    expect(await ask()).toEqual({
      text: TEXT,
      finish: 'stop',
      usage: USAGE,
      answeredBy: ANSWERED_BY[format],
    });
  });

  test('an empty reply is a reply', async () => {
    const { ask } = await serve(format, [{ type: 'reply', text: '' }]);
    expect(await ask()).toMatchObject({ text: '', finish: 'stop' });
  });

  test('a reply cut by the limit of tokens says so', async () => {
    const { ask } = await serve(format, [{ type: 'reply', text: 'Idea: bet', finish: 'length' }]);
    expect(await ask()).toMatchObject({ text: 'Idea: bet', finish: 'length', usage: USAGE });
  });

  test('a refusal says so, with its words', async () => {
    const text = "I can't help with that.";
    const { ask } = await serve(format, [{ type: 'reply', text, finish: 'refusal' }]);
    expect(await ask()).toMatchObject({ text, finish: 'refusal', usage: USAGE });
  });

  test('too many requests: the failure carries the time that the provider asks for', async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const limit = {
      type: 'error',
      status: 429,
      code: 'rate_limit_error',
      message: 'slow',
    } as const;
    const { failure } = await serve(format, [
      { ...limit, headers: { 'retry-after': '7' } },
      { ...limit, headers: { 'retry-after': '7', 'retry-after-ms': '1500' } },
      { ...limit, headers: { 'retry-after': date } },
      { ...limit, headers: { 'retry-after': 'soon' } },
    ]);
    expect(await failure()).toMatchObject({ kind: 'rate-limit', retryAfterMs: 7000 });
    expect(await failure()).toMatchObject({ kind: 'rate-limit', retryAfterMs: 1500 });
    const { retryAfterMs = 0 } = await failure();
    expect(retryAfterMs).toBeGreaterThan(80_000);
    expect(retryAfterMs).toBeLessThanOrEqual(90_000);
    expect(await failure()).toMatchObject({ retryAfterMs: undefined, mayBeBilled: false });
  });

  test('too many requests, then a reply: the wait is at least as long as the provider asks', async () => {
    const { model, ask, server } = await serve(format, [
      {
        type: 'error',
        status: 429,
        code: 'rate_limit_error',
        message: 'slow down',
        headers: { 'retry-after-ms': '120' },
      },
      { type: 'reply', text: 'fine' },
    ]);
    const startedAt = performance.now();
    const patient = withRetry(model, { attempts: 2, baseMs: 1, maxMs: 10, random: () => 0 });
    expect((await ask(patient)).text).toBe('fine');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(119);
    expect(server.requests).toHaveLength(2);
  });

  test('a server error, then a reply: the second attempt succeeds, and the SDK adds none', async () => {
    const broken = { type: 'error', status: 500, code: 'api_error', message: 'oops' } as const;
    const { model, ask, failure, server } = await serve(format, [
      broken,
      broken,
      { type: 'reply', text: 'fine' },
    ]);
    expect(await failure()).toMatchObject({ kind: 'server', mayBeBilled: false });
    expect(server.requests).toHaveLength(1);
    const patient = withRetry(model, { attempts: 2, baseMs: 1, maxMs: 2, random: Math.random });
    expect((await ask(patient)).text).toBe('fine');
    expect(server.requests).toHaveLength(3);
  });

  test('a wrong key is a clear error at once: one request, no retry, no key in it', async () => {
    const { model, failure, server } = await serve(format, [
      {
        type: 'error',
        status: 401,
        code: format === 'openai' ? 'invalid_api_key' : 'authentication_error',
        message: `Incorrect API key provided: ${KEY}.`,
      },
    ]);
    const error = await failure(
      withRetry(model, { attempts: 5, baseMs: 1, maxMs: 2, random: Math.random }),
    );
    expect(error).toMatchObject({ kind: 'access', retryable: false, mayBeBilled: false });
    expect(error.message).toContain('Incorrect API key provided: [API_KEY].');
    expect(error.hint).toContain('check the API key');
    expect(everythingIn(error)).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  test('a server that echoes the request with its headers gives the key to no error and no reply', async () => {
    const { ask, failure, server } = await serve(format, ({ number, headers }) => {
      const echo = JSON.stringify(headers);
      if (number === 1) return { type: 'error', status: 400, code: 'bad', message: echo };
      if (number === 2) return { type: 'bytes', body: `{"oops": ${echo}`, status: 502 };
      return { type: 'reply', text: `you sent ${KEY}` };
    });
    const errors = [await failure(), await failure()];
    expect(errors.map(({ kind }) => kind)).toEqual(['request', 'server']);
    expect(errors.map((error) => everythingIn(error)).join('\n')).not.toContain(KEY);
    const reply = await ask();
    expect(reply.text).not.toContain(KEY);
    expect(JSON.stringify(server.requests[0]?.headers)).toContain(KEY);
  });

  test.each([
    [402, 'billing_error', 'access'],
    [403, 'permission_error', 'access'],
    [404, 'not_found_error', 'access'],
    [400, 'invalid_request_error', 'request'],
    [413, 'request_too_large', 'request'],
    [422, 'invalid_request_error', 'request'],
    [408, 'timeout_error', 'server'],
    [409, 'conflict_error', 'server'],
    [503, 'server_error', 'server'],
    [529, 'overloaded_error', 'server'],
    [307, 'moved', 'request'],
  ] as const)('status %i (%s) is %s', async (status, code, kind) => {
    const { failure, server } = await serve(format, [
      { type: 'error', status, code, message: 'no' },
    ]);
    const error = await failure();
    expect(error).toMatchObject({ kind, code: 'E_MODEL' });
    expect(error.message).toMatch(/^model m: 127\.0\.0\.1:\d+ answers \d{3}: no$/);
    expect(server.requests).toHaveLength(1);
  });

  test('the words of an error are told, whatever its shape', async () => {
    const bodies = [
      { object: 'error', message: 'top level', type: 'BadRequestError', code: 400 },
      { detail: 'top level' },
      { error: 'top level' },
      [{ error: { code: 400, message: 'top level', status: 'INVALID_ARGUMENT' } }],
      { error: { message: 'top level', type: 'BadRequestError', code: 400 } },
    ];
    const { failure } = await serve(format, [
      ...bodies.map(
        (body) => ({ type: 'bytes', status: 400, body: JSON.stringify(body) }) as const,
      ),
      { type: 'bytes', status: 400, body: '<h1>top level</h1>' },
    ]);
    for (let shape = 0; shape <= bodies.length; shape += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the script goes by the number of the request
      const error = await failure();
      expect(error.kind).toBe('request');
      expect(error.message).toContain('top level');
    }
  });

  test('a redirect is never followed: the key goes nowhere else', async () => {
    const elsewhere = await serve(format, [{ type: 'reply', text: 'caught' }]);
    const { failure } = await serve(format, [
      {
        type: 'bytes',
        body: '',
        status: 308,
        headers: { location: elsewhere.server.baseUrl },
      },
    ]);
    expect((await failure()).hint).toContain('sends elsewhere');
    expect(elsewhere.server.requests).toHaveLength(0);
  });

  test('a model that does not exist is reported with its name', async () => {
    const { failure } = await serve(format, [
      { type: 'error', status: 404, code: 'model_not_found', message: 'no such model' },
    ]);
    expect((await failure()).hint).toContain('serves the model wanted');
  });

  test('a reply that is cut in the middle is malformed and may be billed', async () => {
    const whole = replyBody(format, { text: TEXT });
    const { failure } = await serve(
      format,
      [0.3, 0.5, 0.7, 0.9].map((share) => ({
        type: 'bytes',
        body: whole.slice(0, Math.floor(whole.length * share)),
      })),
    );
    for (let cut = 0; cut < 4; cut += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the script goes by the number of the request
      expect(await failure()).toMatchObject({ kind: 'malformed', mayBeBilled: true });
    }
  });

  test.each(['', 'null', '[]', '42', '{}', '<html>Welcome</html>', '{"choices":[]}', '\u0000'])(
    'a reply of %j is malformed',
    async (body) => {
      const { failure } = await serve(format, [
        { type: 'bytes', body },
        { type: 'bytes', body, headers: { 'content-type': 'text/html' } },
        { type: 'bytes', body: `event: message_start\ndata: ${body}\n\n` },
        { type: 'bytes', body: '', status: 204 },
      ]);
      expect(await failure()).toMatchObject({ kind: 'malformed', mayBeBilled: true });
      expect(await failure()).toMatchObject({ kind: 'malformed', mayBeBilled: true });
      expect(await failure()).toMatchObject({ kind: 'malformed', mayBeBilled: true });
      expect(await failure()).toMatchObject({ kind: 'malformed', mayBeBilled: true });
    },
  );

  test('a count of tokens that cannot be is no count, and the reply is no less a reply', async () => {
    const odd = (output: number) => replyBody(format, { text: 'hi', usage: { ...USAGE, output } });
    const { ask } = await serve(format, [
      { type: 'bytes', body: odd(-5) },
      { type: 'bytes', body: odd(250.5) },
    ]);
    const { text, usage } = await ask();
    expect(text).toBe('hi');
    expect(usage.output).toBeGreaterThanOrEqual(192);
    expect((await ask()).usage.output).toBe(251);
  });

  test('a connection that is reset after the request was sent may be billed', async () => {
    const { failure } = await serve(format, [
      { type: 'reset', text: TEXT, share: 0 },
      { type: 'reset', text: TEXT, share: 0.5 },
    ]);
    expect(await failure()).toMatchObject({ kind: 'connection', mayBeBilled: true });
    expect(await failure()).toMatchObject({ kind: 'connection', mayBeBilled: true });
  });

  test('a host where nothing listens cannot have billed anything', async () => {
    const { server, failure } = await serve(format, []);
    await server.close();
    const error = await failure();
    expect(error).toMatchObject({ kind: 'connection', mayBeBilled: false });
    expect(error.message).toContain('nothing listens there');
  });

  test('a server without TLS behind an https address is a connection that failed', async () => {
    const { server, failure } = await serve(format, [{ type: 'reply', text: TEXT }]);
    const secured = modelAt(format, server.baseUrl.replace('http:', 'https:'));
    expect(await failure(secured)).toMatchObject({ kind: 'connection', mayBeBilled: false });
    expect(server.requests).toHaveLength(0);
  });

  test('a reply that drips in slower than the timeout ends in time and frees the connection', async () => {
    const { model, failure, server } = await serve(format, [
      { type: 'drip', text: TEXT.repeat(50), everyMs: 5 },
    ]);
    const startedAt = performance.now();
    const error = await failure(withTimeout(model, { timeoutMs: 150 }));
    expect(error).toMatchObject({ kind: 'timeout', mayBeBilled: true });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    const sent = server.bytesSent();
    expect(sent).toBeGreaterThan(0);
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect(server.bytesSent() - sent).toBeLessThanOrEqual(96);
  });

  test('a reply that drips in within the timeout is whole', async () => {
    const { model, ask } = await serve(format, [{ type: 'drip', text: TEXT, everyMs: 0 }]);
    expect((await ask(withTimeout(model, { timeoutMs: 60_000 }))).text).toBe(TEXT);
  });

  test('an abort of the run rethrows its reason, before and during a call', async () => {
    const { model, server } = await serve(format, [{ type: 'drip', text: TEXT, everyMs: 50 }]);
    const reason = new Error('the run is over');
    const early = model.complete(REQUEST, AbortSignal.abort(reason));
    await expect(early).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
    const run = new AbortController();
    const late = model.complete(REQUEST, run.signal);
    setTimeout(() => {
      run.abort(reason);
    }, 60);
    await expect(late).rejects.toBe(reason);
  });

  test('a huge reply is refused while it arrives, in little memory', async () => {
    const { failure, server } = await serve(format, [{ type: 'flood', bytes: 200 * 2 ** 20 }]);
    const before = process.memoryUsage().rss;
    const error = await failure();
    expect(error).toMatchObject({ kind: 'malformed', mayBeBilled: true });
    expect(error.message).toContain('larger than 8 MiB');
    expect(server.bytesSent()).toBeLessThan(40 * 2 ** 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 2 ** 20);
  });

  test('a huge error is refused as well', async () => {
    const body = errorBody(format, { code: 'bad', message: 'x'.repeat(9 * 2 ** 20) });
    const { failure } = await serve(format, [{ type: 'bytes', body, status: 400 }]);
    expect((await failure()).message.length).toBeLessThan(1000);
  });

  test('an error text is one printable line of a sane length', async () => {
    const message = `first\nsecond\u001b[31m red \u0007${'long '.repeat(1000)}`;
    const { failure } = await serve(format, [{ type: 'error', status: 400, code: 'bad', message }]);
    const said = (await failure()).message;
    expect(said).toContain('first second [31m red long');
    expect(said).not.toMatch(/\p{Cc}/u);
    expect(said.length).toBeLessThan(700);
  });

  test('the identity names what decides a reply and holds no secret', async () => {
    const address = 'https://user:pass-word-123@example.com/base/?token=secret-query-1';
    const { identity } = modelAt(format, address);
    expect(identity).toMatchObject({ provider: format, model: 'wanted' });
    expect(JSON.stringify(identity)).toContain('https://example.com/base"');
    expect(JSON.stringify(identity)).not.toMatch(/secret|pass|user|sk-planted/);
  });

  test('an invalid address is reported at once', () => {
    expect(() => modelAt(format, 'localhost:8000')).toThrow(/base URL is not an address/);
  });

  test('64 calls at a time each get their own reply', async () => {
    const { model } = await serve(format, ({ body }) => ({
      type: 'reply',
      text: JSON.stringify(body['messages']).match(/question \d+/)?.[0] ?? 'none',
      delayMs: 20,
    }));
    const asked = Array.from({ length: 64 }, async (_, index) => {
      const messages = [{ role: 'user' as const, text: `question ${index}.` }];
      const { text } = await model.complete({ key: 'k', title: 't', messages }, never);
      return text;
    });
    expect(await Promise.all(asked)).toEqual(
      Array.from({ length: 64 }, (_, index) => `question ${index}`),
    );
  });
});
