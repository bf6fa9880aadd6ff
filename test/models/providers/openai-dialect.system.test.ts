import { expect, test } from 'vitest';
import type { OpenAiOptions } from '../../../src/models/providers/openai.ts';
import { never } from '../fake-model.ts';
import { serveOpenAi } from './served-models.ts';
import type { ReceivedRequest, WireAnswer } from './wire-server.ts';

const REQUEST = {
  key: 'k',
  title: 't',
  messages: [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'one' },
    { role: 'assistant', text: 'two' },
    { role: 'user', text: 'three' },
  ],
} as const;

/** A server that refuses, with the words of a known one, what `refuses` finds. */
async function serve(
  refuses: (body: ReceivedRequest['body']) => string | undefined,
  options: Partial<OpenAiOptions> = {},
) {
  const script = ({ body }: ReceivedRequest): WireAnswer => {
    const message = refuses(body);
    if (message === undefined) return { type: 'reply', text: 'hi' };
    return { type: 'bytes', status: 400, body: JSON.stringify({ error: { message } }) };
  };
  const { server, model } = await serveOpenAi(script, { maxOutputTokens: 16_000, ...options });
  return { server, model, ask: () => model.complete(REQUEST, never) };
}

const roles = (body: ReceivedRequest['body']): string => JSON.stringify(body['messages']);

test.each([
  ['System role not supported'],
  ["Unsupported value: 'messages[0].role' does not support 'system' with this model."],
  ['Developer instruction is not enabled for models/gemma-3-27b-it'],
  ['Only user and assistant roles are supported!'],
  ['Conversation roles must alternate user/assistant/user/assistant/...'],
])('the system text goes before the first user message: %s', async (message) => {
  const { server, ask } = await serve((body) =>
    roles(body).includes('"system"') ? message : undefined,
  );
  expect(await ask()).toMatchObject({ text: 'hi', adapted: [expect.stringContaining('system')] });
  expect(server.requests.at(-1)?.body['messages']).toEqual([
    { role: 'user', content: 'Be brief.\n\none' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: 'three' },
  ]);
  // It is remembered.
  expect(await ask()).not.toHaveProperty('adapted');
  expect(server.requests).toHaveLength(3);
});

const limitOf = (body: ReceivedRequest['body']): number =>
  Number(body['max_tokens'] ?? body['max_completion_tokens']);

test.each([
  ["This model's maximum context length is 8192 tokens. However, you requested 19505 tokens"],
  ['max_tokens is too large: 16000. This model supports at most 4096 completion tokens'],
  ['`inputs` tokens + `max_new_tokens` must be <= 8192. Given: 3505 `inputs` tokens'],
  ['Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'],
  ['the request exceeds the available context size'],
])('fewer tokens are asked for where a server has no room: %s', async (message) => {
  const { server, model, ask } = await serve((body) =>
    limitOf(body) > 5000 ? message : undefined,
  );
  expect(await ask()).toMatchObject({ text: 'hi' });
  expect(limitOf(server.requests.at(-1)?.body ?? {})).toBe(4000);
  const before = server.requests.length;
  await ask();
  expect(server.requests).toHaveLength(before + 1);
  expect(model.maxOutputTokens).toBe(16_000);
});

test('a prompt that fits into no context is refused with a hint', async () => {
  const { server, ask } = await serve(() => 'maximum context length is 100 tokens');
  await expect(ask()).rejects.toMatchObject({
    kind: 'request',
    hint: expect.stringContaining('lower models.m.maxTokens'),
  });
  expect(server.requests.length).toBeLessThan(10);
});

test('the other name of the limit, a parameter less and a stream are tried once each', async () => {
  const { server, ask } = await serve(
    (body) => {
      if ('max_tokens' in body) {
        return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
      }
      if ('temperature' in body) return "'temperature' does not support 0.7 with this model.";
      if ('reasoning_effort' in body) return 'Unrecognized request argument: reasoning_effort';
      return body['stream'] === true
        ? undefined
        : 'This model only support stream mode, please enable the stream parameter';
    },
    { temperature: 0.7, effort: 'high' },
  );
  expect(await ask()).toMatchObject({
    text: 'hi',
    adapted: [
      'max_completion_tokens in place of max_tokens',
      'no temperature',
      'no reasoning_effort',
      'a stream',
    ],
  });
  expect(server.requests).toHaveLength(5);
});

test('a refusal for another reason is sent once', async () => {
  const { server, ask } = await serve(() => 'your organization is banned');
  await expect(ask()).rejects.toMatchObject({ kind: 'request' });
  expect(server.requests).toHaveLength(1);
});
