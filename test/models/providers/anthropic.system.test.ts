import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import type { Completion } from '../../../src/core/model.ts';
import type { AnthropicOptions } from '../../../src/models/providers/anthropic.ts';
import { never, questionOf } from '../fake-model.ts';
import { replyBody } from './wire-format.ts';
import { serveAnthropic } from './served-models.ts';
import type { WireAnswer } from './wire-server.ts';

const GOOD: WireAnswer = { type: 'reply', text: 'hi' };

afterEach(() => void vi.unstubAllEnvs());

async function serve(script: readonly WireAnswer[], options: Partial<AnthropicOptions> = {}) {
  const { server, model } = await serveAnthropic(script, {
    model: 'claude-sonnet-4-5',
    ...options,
  });
  const ask = (): Promise<Completion> => model.complete(questionOf(), never);
  return { server, model, ask };
}

/** A good stream with one kind of event replaced. */
function streamWith(type: string, replace: (event: string) => string): WireAnswer {
  const events = replyBody('anthropic', { text: 'hi there' }).split('\n\n');
  const changed = events.map((event) =>
    event.startsWith(`event: ${type}\n`) ? replace(event) : event,
  );
  return { type: 'bytes', body: changed.join('\n\n') };
}

function errorEvent(code: string, message: string): string {
  const error = { type: 'error', error: { type: code, message } };
  return `event: error\ndata: ${JSON.stringify(error)}`;
}

test('the system message is cached by the provider, the others follow, and the reply is streamed', async () => {
  const { server, model } = await serve([GOOD], { temperature: 0.7, apiKey: 'sk-ant-0123456789' });
  const messages = [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'one' },
    { role: 'assistant', text: 'two' },
    { role: 'user', text: 'three' },
  ] as const;
  await model.complete({ key: 'k', title: 't', messages }, never);
  const { path, headers, body } = server.requests[0] ?? {};
  expect(path).toBe('/v1/messages');
  expect(headers).toMatchObject({
    'x-api-key': 'sk-ant-0123456789',
    'anthropic-version': '2023-06-01',
  });
  expect(body).toEqual({
    model: 'claude-sonnet-4-5',
    stream: true,
    max_tokens: 64_000,
    temperature: 0.7,
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    messages: [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three' },
    ],
  });
});

test('a thinking budget and an effort reach the provider', async () => {
  const budget = await serve([GOOD], { thinkingTokens: 2048 });
  await budget.ask();
  expect(budget.server.requests[0]?.body).toMatchObject({
    thinking: { type: 'enabled', budget_tokens: 2048 },
  });
  expect(budget.server.requests[0]?.body).not.toHaveProperty('output_config');
  const effort = await serve([GOOD], { effort: 'high' });
  await effort.ask();
  expect(effort.server.requests[0]?.body).toMatchObject({
    thinking: { type: 'adaptive' },
    output_config: { effort: 'high' },
  });
});

test.each([
  [{ thinkingTokens: 1000 }, 'at least 1024'],
  [{ thinkingTokens: 4096, maxOutputTokens: 4096 }, 'must leave room'],
  [{ thinkingTokens: 2048, temperature: 0.5 }, 'no temperature'],
])('parameters that the provider would refuse are refused at once: %j', async (options, words) => {
  const made = serve([GOOD], options);
  await expect(made).rejects.toThrow(ConfigError);
  await expect(made).rejects.toThrow(words);
});

test('nothing of the environment leaves, and nothing is logged', async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-environment');
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-environment');
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9/environment');
  vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', 'x-api-key: environment\nx-extra: environment');
  vi.stubEnv('ANTHROPIC_LOG', 'debug');
  const methods = ['debug', 'info', 'log', 'warn', 'error'] as const;
  const spies = methods.map((method) => vi.spyOn(console, method));
  // The SDK's `messages.create` prints a warning about this model, and its stream prints such an event.
  const { server, ask } = await serve(
    [GOOD, streamWith('message_start', () => 'event: message_start\ndata: {')],
    { model: 'claude-sonnet-4-5' },
  );
  await ask();
  await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  expect(JSON.stringify(server.requests)).not.toContain('environment');
  expect(Object.keys(server.requests[0]?.headers ?? {}).toSorted()).toEqual([
    'accept-encoding',
    'anthropic-version',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
  expect(spies.map((spy) => spy.mock.calls)).toEqual(methods.map(() => []));
  for (const spy of spies) spy.mockRestore();
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['pause_turn', 'length'],
  ['refusal', 'refusal'],
])('the stop reason %s is a %s', async (reason, finish) => {
  const { ask } = await serve([
    streamWith('message_delta', (event) => event.replace('end_turn', reason)),
  ]);
  expect(await ask()).toMatchObject({ finish, text: 'hi there' });
});

test('a stream that ends before its message does is malformed, wherever it is cut', async () => {
  const events = replyBody('anthropic', { text: 'hi' }).split('\n\n').slice(0, -1);
  const cuts = events.map((_, length) => events.slice(0, length).map((event) => `${event}\n\n`));
  const { ask } = await serve(cuts.map((cut) => ({ type: 'bytes', body: cut.join('') })));
  expect(cuts.length).toBeGreaterThan(8);
  for (const cut of cuts) {
    // oxlint-disable-next-line no-await-in-loop -- the script goes by the number of the request
    await expect(ask(), `${cut.length} events`).rejects.toMatchObject({
      kind: 'malformed',
      mayBeBilled: true,
    });
  }
});

test.each([
  ['overloaded_error', 'server'],
  ['api_error', 'server'],
  ['rate_limit_error', 'rate-limit'],
  ['invalid_request_error', 'request'],
  ['authentication_error', 'access'],
  ['some_new_error', 'server'],
])('an error within a stream (%s) is %s and may be billed', async (code, kind) => {
  const { ask } = await serve([
    streamWith('content_block_stop', (event) => `${errorEvent(code, 'Overloaded')}\n\n${event}`),
  ]);
  await expect(ask()).rejects.toMatchObject({
    kind,
    mayBeBilled: true,
    message: expect.stringMatching(/breaks off with an error: Overloaded$/),
  });
});

test('a reply that the content filter withholds is a request refused that may be billed', async () => {
  const message = 'Output blocked by content filtering policy';
  const { ask } = await serve([
    { type: 'error', status: 400, code: 'invalid_request_error', message },
    streamWith('content_block_stop', () => errorEvent('invalid_request_error', message)),
  ]);
  await expect(ask()).rejects.toMatchObject({ kind: 'request', mayBeBilled: true });
  await expect(ask()).rejects.toMatchObject({ kind: 'request', mayBeBilled: true });
});

test('an empty account is no matter of waiting, though it is called a bad request', async () => {
  const message = 'Your credit balance is too low to access the Anthropic API.';
  const { ask } = await serve([
    { type: 'error', status: 400, code: 'invalid_request_error', message },
  ]);
  await expect(ask()).rejects.toMatchObject({
    kind: 'access',
    hint: expect.stringContaining('check the balance'),
  });
});

test('events and blocks of unknown kinds are passed over', async () => {
  const extra = [
    { type: 'some_new_event', of: ['any', 'shape'] },
    { type: 'content_block_start', index: 9, content_block: { type: 'new_block', text: 'no' } },
    { type: 'content_block_delta', index: 9, delta: { type: 'new_delta', text: 'no' } },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const { ask } = await serve([streamWith('message_delta', (event) => extra.join('') + event)]);
  expect(await ask()).toMatchObject({ text: 'hi there', finish: 'stop' });
});

test('a server that counts no tokens is taken at a rough count, never at nothing', async () => {
  const body = replyBody('anthropic', { text: 'x'.repeat(300) });
  const { ask } = await serve([
    { type: 'bytes', body: body.replaceAll(/"\w+_tokens":/g, '"uncounted":') },
  ]);
  // The reply, and the thoughts that were sent.
  expect((await ask()).usage).toMatchObject({ input: 2, output: 100 + 4 });
});

test('counts that only the start of the message tells are kept', async () => {
  const { ask } = await serve([
    streamWith('message_delta', (event) =>
      event.replace(/"usage":\{.*\}\}/, '"usage":{"output_tokens":77,"input_tokens":null}}'),
    ),
  ]);
  expect((await ask()).usage).toEqual({
    input: 1300,
    cachedInput: 1024,
    cacheWrite: 128,
    output: 77,
    reasoning: 0,
  });
});

test.each([
  ['null', '"usage":{"output_tokens":null}}', 3 + 4],
  ['zero', '"usage":{"output_tokens":0}}', 3 + 4],
  ['a string', '"usage":{"output_tokens":"40"}}', 40],
  ['nothing', '"u":0}', 3 + 4],
])(
  'an output of %s at the end of a message is no count below its text',
  async (_, usage, output) => {
    const { ask } = await serve([
      streamWith('message_delta', (event) => event.replace(/"usage":\{.*\}\}/, usage)),
    ]);
    expect((await ask()).usage).toMatchObject({ input: 1300, output });
  },
);

test('cumulative counts that fall at the end count at their greatest', async () => {
  const { ask } = await serve([
    streamWith(
      'message_delta',
      (event) => `${event}\n\n${event.replaceAll(/_tokens":\d+/g, '_tokens":1')}`,
    ),
  ]);
  expect((await ask()).usage).toMatchObject({ input: 1300, output: 250, reasoning: 192 });
});

test('a whole message in place of a stream is read as well', async () => {
  const message = {
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'no' },
      { type: 'text', text: 'hi' },
    ],
    stop_reason: 'end_turn',
    usage: { input_tokens: 7, output_tokens: 3 },
  };
  const { ask } = await serve([{ type: 'bytes', body: JSON.stringify(message) }]);
  expect(await ask()).toMatchObject({ text: 'hi', finish: 'stop', usage: { input: 7, output: 3 } });
});
