import { expect, test } from 'vitest';
import { never, questionOf } from '../fake-model.ts';
import { serveOpenAi } from './served-models.ts';
import type { WireAnswer } from './wire-server.ts';

async function replyTo(body: string, headers: Readonly<Record<string, string>> = {}) {
  const answer: WireAnswer = { type: 'bytes', body, headers };
  const { model } = await serveOpenAi([answer]);
  return model.complete(questionOf(), never);
}

const message = { role: 'assistant', content: 'hi' };
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const chunks = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }], usage: null },
  {
    choices: [{ index: 0, delta: { reasoning_content: 'hm' } }],
    usage: { prompt_tokens: 7, completion_tokens: 1 },
  },
  {
    choices: [{ index: 0, delta: { content: 'h' } }],
    usage: { prompt_tokens: 7, completion_tokens: 2 },
  },
  { choices: [{ index: 0, delta: { content: 'i' }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { choices: [], usage },
  { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } },
];
const sse = (events: readonly unknown[], end = 'data: [DONE]\n\n'): string =>
  `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}${end}`;

const ODD: readonly (readonly [what: string, body: unknown])[] = [
  ['no more than it needs', { choices: [{ message: { content: 'hi' } }] }],
  [
    'odd facts',
    {
      id: 7,
      object: null,
      created: 'now',
      model: 5,
      system_fingerprint: {},
      choices: [{ message }],
      usage: 'many',
    },
  ],
  [
    'odd counts',
    {
      choices: [{ message }],
      usage: { prompt_tokens: '7', completion_tokens: {}, prompt_tokens_details: [] },
    },
  ],
  ['an odd reason to finish', { choices: [{ message, finish_reason: 17 }] }],
  ['an unknown reason to finish', { choices: [{ message, finish_reason: 'eos_token' }] }],
  ['an odd index', { choices: [{ index: 3, message }] }],
  ['an unknown role', { choices: [{ message: { role: 'model', content: 'hi' } }] }],
  ['no role', { choices: [{ message: { content: 'hi', tool_calls: [], annotations: 1 } }] }],
  ['a refusal that is none', { choices: [{ message: { ...message, refusal: null } }] }],
  ['a first choice without a text', { choices: [{ message: { content: null } }, { message }] }],
  [
    'parts',
    {
      choices: [
        {
          message: {
            content: [
              { type: 'text', text: 'h' },
              { type: 'output_text', text: 'i' },
            ],
          },
        },
      ],
    },
  ],
  ['parts without a type', { choices: [{ message: { content: [{ text: 'h' }, 'i'] } }] }],
  [
    'thoughts among parts',
    {
      choices: [
        {
          message: {
            content: [
              { type: 'thinking', text: 'no' },
              { type: 'text', text: { value: 'hi' } },
            ],
          },
        },
      ],
    },
  ],
  [
    'thoughts beside it',
    { choices: [{ message: { ...message, reasoning_content: 'no', reasoning: 'no' } }] },
  ],
  ['a text in place of a message', { choices: [{ text: 'hi', finish_reason: 'stop' }] }],
  ['an error that is null', { error: null, choices: [{ message }] }],
  ['half an emoji', { choices: [{ message: { content: 'hi', name: '\ud83d' } }] }],
];

test.each(ODD)('a reply with %s is its content', async (_, body) => {
  expect(await replyTo(JSON.stringify(body))).toMatchObject({ text: 'hi', finish: 'stop' });
});

test('a reply that is called anything is read', async () => {
  const body = JSON.stringify({ choices: [{ message }], usage }, undefined, 2);
  for (const type of ['text/plain', 'text/html', 'application/octet-stream', 'text/event-stream']) {
    // oxlint-disable-next-line no-await-in-loop -- a server each
    expect(await replyTo(`\n  \n${body}`, { 'content-type': type })).toMatchObject({
      text: 'hi',
      usage: { input: 7, output: 3 },
    });
  }
});

test.each([
  ['as it should be', sse(chunks)],
  ['without an end mark', sse(chunks, '')],
  ['with line ends of Windows', sse(chunks).replaceAll('\n', '\r\n')],
  [
    'with comments and names of events',
    `: PROCESSING\n\n${sse(chunks).replaceAll('data:', 'event: chunk\ndata:')}`,
  ],
])('a stream that nobody asked for is read: %s', async (_, body) => {
  for (const type of ['text/event-stream', 'application/json']) {
    // oxlint-disable-next-line no-await-in-loop -- a server each
    expect(await replyTo(body, { 'content-type': type })).toMatchObject({
      text: 'hi',
      finish: 'stop',
      usage: { input: 7, output: 3 },
    });
  }
});

test('a stream that breaks off, or tells of an error, is no reply', async () => {
  await expect(replyTo(sse(chunks.slice(0, 4), ''))).rejects.toMatchObject({
    kind: 'malformed',
    mayBeBilled: true,
  });
  const error = {
    error: { message: 'Provider returned error', metadata: { raw: 'out of memory' } },
  };
  await expect(replyTo(sse([...chunks.slice(0, 4), error]))).rejects.toThrow(/out of memory/);
});

test.each([
  ['length', 'length'],
  ['MAX_TOKENS', 'length'],
  ['model_length', 'length'],
  ['insufficient_system_resource', 'length'],
  ['content_filter', 'content-filter'],
  ['SAFETY', 'content-filter'],
  ['end_turn', 'stop'],
  ['COMPLETE', 'stop'],
  ['', 'stop'],
])('the reason %j is a %s', async (reason, finish) => {
  const body = JSON.stringify({ choices: [{ message, finish_reason: reason }] });
  expect(await replyTo(body)).toMatchObject({ text: 'hi', finish });
});

test('a reply of thoughts alone is empty, and its thoughts are paid for', async () => {
  const thoughts = 'x'.repeat(3000);
  const body = {
    choices: [{ message: { content: null, reasoning_content: thoughts }, finish_reason: 'stop' }],
  };
  expect(await replyTo(JSON.stringify(body))).toMatchObject({ text: '', usage: { output: 1000 } });
});

test.each([
  [
    'OpenRouter',
    {
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: {
          raw: '{"error":{"message":"CUDA out of memory","type":"x"}}',
          provider_name: 'Chutes',
        },
      },
    },
    /Provider returned error: CUDA out of memory \(said by Chutes\)$/,
  ],
  [
    'FastAPI',
    { detail: [{ loc: ['body', 'messages'], msg: 'Field required', type: 'missing' }] },
    /: Field required$/,
  ],
  [
    'nested errors',
    {
      error: {
        message: 'failed',
        innererror: { message: 'quota of region' },
        details: [{ reason: 'LIMIT' }],
      },
    },
    /: failed: LIMIT: quota of region$/,
  ],
  [
    'JSON in the message',
    { message: '{"error": {"message": "the real reason"}}' },
    /: the real reason$/,
  ],
  ['a list of errors', { errors: [{ message: 'one' }, { message: 'two' }] }, /: one: two$/],
  ['no known words', { status: 'KO', because: 42 }, /"because":42/],
])('the words of a failure behind %s are told', async (_, body, said) => {
  const answer: WireAnswer = { type: 'bytes', status: 503, body: JSON.stringify(body) };
  const { model } = await serveOpenAi([answer]);
  await expect(model.complete(questionOf(), never)).rejects.toThrow(said);
});
