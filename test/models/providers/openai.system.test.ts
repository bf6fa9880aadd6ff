import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import type { Completion } from '../../../src/core/model.ts';
import { createOpenAiModel } from '../../../src/models/providers/openai.ts';
import type { OpenAiOptions } from '../../../src/models/providers/openai.ts';
import { never, questionOf } from '../fake-model.ts';
import { replyBody } from './wire-format.ts';
import { FREE, serveOpenAi } from './served-models.ts';
import type { WireAnswer } from './wire-server.ts';

const GOOD: WireAnswer = { type: 'reply', text: 'hi' };

afterEach(() => void vi.unstubAllEnvs());

async function serve(script: readonly WireAnswer[], options: Partial<OpenAiOptions> = {}) {
  const { server, model } = await serveOpenAi(script, { model: 'qwen3-coder', ...options });
  const ask = (): Promise<Completion> => model.complete(questionOf(), never);
  return { server, model, ask };
}

const json = (body: unknown): WireAnswer => ({ type: 'bytes', body: JSON.stringify(body) });

test('the conversation goes over as it is, with the parameters and nothing else', async () => {
  const { server, model } = await serve([GOOD], { temperature: 0.7, effort: 'high' });
  const messages = [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'one' },
    { role: 'assistant', text: 'two' },
    { role: 'user', text: 'three' },
  ] as const;
  await model.complete({ key: 'k', title: 't', messages }, never);
  expect(server.requests[0]).toMatchObject({ path: '/v1/chat/completions' });
  expect(server.requests[0]?.body).toEqual({
    model: 'qwen3-coder',
    messages: messages.map(({ role, text }) => ({ role, content: text })),
    max_tokens: 4000,
    temperature: 0.7,
    reasoning_effort: 'high',
  });
});

test('the limit of tokens has the name that the server understands', async () => {
  const named = await serve([GOOD], { tokenLimitParameter: 'max_completion_tokens' });
  await named.ask();
  expect(named.server.requests[0]?.body).toMatchObject({ max_completion_tokens: 4000 });
  expect(named.server.requests[0]?.body).not.toHaveProperty('max_tokens');
  const parametersAt = (baseUrl?: string): unknown => {
    const { identity } = createOpenAiModel({
      name: 'm',
      model: 'x',
      ...(baseUrl === undefined ? {} : { baseUrl }),
      maxOutputTokens: 9,
      price: FREE,
    });
    return identity;
  };
  const newer = { parameters: { max_completion_tokens: 9 } };
  expect(parametersAt()).toMatchObject(newer);
  expect(parametersAt('https://eu.api.openai.com/v1')).toMatchObject(newer);
  expect(parametersAt('https://mine.openai.azure.com/openai/v1')).toMatchObject(newer);
  expect(parametersAt('http://127.0.0.1:11434/v1')).toMatchObject({
    parameters: { max_tokens: 9 },
  });
  expect(parametersAt('https://api.openai.com.example.org/v1')).toMatchObject({
    parameters: { max_tokens: 9 },
  });
});

test('a server without a key gets none, and nothing of the environment leaves', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-from-the-environment');
  vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin-environment');
  vi.stubEnv('OPENAI_ORG_ID', 'org-environment');
  vi.stubEnv('OPENAI_PROJECT_ID', 'proj-environment');
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:9/environment');
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'authorization: Bearer environment\nx-extra: environment');
  const { server, ask } = await serve([GOOD]);
  await ask();
  expect(JSON.stringify(server.requests)).not.toContain('environment');
  expect(Object.keys(server.requests[0]?.headers ?? {}).toSorted()).toEqual([
    'accept-encoding',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
});

test('nothing is logged, whatever the environment asks for and whatever the server does', async () => {
  vi.stubEnv('OPENAI_LOG', 'debug');
  const methods = ['debug', 'info', 'log', 'warn', 'error'] as const;
  const spies = methods.map((method) => vi.spyOn(console, method));
  const { ask } = await serve([{ type: 'bytes', body: '{' }, GOOD], { apiKey: 'sk-0123456789' });
  await expect(ask()).rejects.toMatchObject({ kind: 'malformed' });
  await ask();
  expect(spies.map((spy) => spy.mock.calls)).toEqual(methods.map(() => []));
  for (const spy of spies) spy.mockRestore();
});

test("Azure's older endpoint: the key in a header of its own and the version in the query", async () => {
  const { server, ask } = await serve([GOOD], {
    apiKey: 'azure-key-0123456789',
    keyHeader: 'API-Key',
    query: { 'api-version': '2024-10-21' },
    headers: { 'X-Team': 'systems' },
  });
  await ask();
  const { path, headers } = server.requests[0] ?? {};
  expect(path).toBe('/v1/chat/completions?api-version=2024-10-21');
  expect(headers).toMatchObject({ 'api-key': 'azure-key-0123456789', 'x-team': 'systems' });
  expect(headers).not.toHaveProperty('authorization');
});

test('a query and a password in the base URL are used, and are no part of the identity', async () => {
  const { server } = await serve([GOOD]);
  const baseUrl = `${server.baseUrl.replace('//', '//me:pass%20word@')}/?version=7`;
  const model = createOpenAiModel({
    name: 'm',
    model: 'x',
    baseUrl,
    maxOutputTokens: 9,
    price: FREE,
  });
  await model.complete(questionOf(), never);
  const { path, headers } = server.requests[0] ?? {};
  expect(path).toBe('/v1/chat/completions?version=7');
  expect(headers?.authorization).toBe(`Basic ${Buffer.from('me:pass word').toString('base64')}`);
  expect(model.identity).toMatchObject({ baseUrl: server.baseUrl });
});

test('a key that HTTP cannot carry is reported at once, without the key', async () => {
  const made = serve([GOOD], { apiKey: 'sk-0123456789\nabc' });
  await expect(made).rejects.toThrow(ConfigError);
  await expect(made).rejects.toThrow('the header "authorization" cannot be sent');
  await expect(made).rejects.not.toThrow('sk-0123456789');
});

test('a reply that the content filter withheld says so', async () => {
  const { ask } = await serve([{ type: 'reply', text: 'Idea', finish: 'content-filter' }]);
  expect(await ask()).toMatchObject({ text: 'Idea', finish: 'content-filter' });
});

test('a prompt that the content filter refuses is a request that may be billed', async () => {
  const { ask } = await serve([
    { type: 'error', status: 400, code: 'content_filter', message: 'The response was filtered' },
  ]);
  await expect(ask()).rejects.toMatchObject({ kind: 'request', mayBeBilled: true });
});

test('an empty account is no matter of waiting', async () => {
  const { ask } = await serve([
    { type: 'error', status: 429, code: 'insufficient_quota', message: 'You exceeded your quota' },
  ]);
  await expect(ask()).rejects.toMatchObject({
    kind: 'access',
    hint: expect.stringContaining('check the balance'),
  });
});

test("Google's compatible endpoint calls a wrong key a bad request", async () => {
  const error = { code: 400, message: 'API key not valid. Please pass a valid API key.' };
  const { ask } = await serve([{ type: 'bytes', status: 400, body: JSON.stringify([{ error }]) }]);
  await expect(ask()).rejects.toMatchObject({
    kind: 'access',
    hint: expect.stringContaining('check the API key'),
  });
});

test('a failure behind a gateway within a reply of status 200 is a failure', async () => {
  const { ask } = await serve([
    json({ error: { message: 'Provider returned error', code: 502 } }),
    json({ error: { message: 'Rate limited', code: 429 } }),
    json({ error: { message: 'no such model', code: 'model_not_found' } }),
    json({ choices: [{ message: { content: 'Ide' }, finish_reason: 'error' }] }),
  ]);
  await expect(ask()).rejects.toMatchObject({ kind: 'server' });
  await expect(ask()).rejects.toMatchObject({ kind: 'rate-limit' });
  await expect(ask()).rejects.toMatchObject({ kind: 'access' });
  await expect(ask()).rejects.toMatchObject({ kind: 'server', mayBeBilled: true });
});

test('what compatible servers leave out or add is no obstacle', async () => {
  const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
  const bare = { choices: [{ message: { content: 'hi' } }], usage };
  const { ask } = await serve([
    json(bare),
    json({ ...bare, usage: { ...usage, prompt_tokens_details: null }, model: 'q', extra: [1] }),
    json({ ...bare, choices: [{ message: { content: null }, finish_reason: 'tool_calls' }] }),
    json({ ...bare, choices: [{ message: { content: 'cut' }, finish_reason: 'abort' }] }),
    json({
      ...bare,
      choices: [
        {
          message: {
            content: [
              { type: 'thinking', thinking: [] },
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        },
      ],
    }),
  ]);
  expect(await ask()).toEqual({
    text: 'hi',
    finish: 'stop',
    usage: { input: 7, cachedInput: 0, cacheWrite: 0, output: 3, reasoning: 0 },
    answeredBy: 'qwen3-coder',
  });
  expect(await ask()).toMatchObject({ text: 'hi', answeredBy: 'q' });
  expect(await ask()).toMatchObject({ text: '', finish: 'stop' });
  expect(await ask()).toMatchObject({ text: 'cut', finish: 'length' });
  expect(await ask()).toMatchObject({ text: 'ab' });
});

test('a server that counts no tokens is taken at a rough count, never at nothing', async () => {
  const { ask } = await serve([json({ choices: [{ message: { content: 'x'.repeat(300) } }] })]);
  expect((await ask()).usage).toMatchObject({ input: 2, output: 100 });
});

test('parts of a count that exceed the whole stand beside it', async () => {
  const usage = { input: 100, cachedInput: 150, cacheWrite: 20, output: 10, reasoning: 30 };
  const { ask } = await serve([
    { type: 'bytes', body: replyBody('openai', { text: 'hi', usage }) },
  ]);
  expect((await ask()).usage).toEqual({
    input: 270,
    cachedInput: 150,
    cacheWrite: 20,
    output: 40,
    reasoning: 30,
  });
});
