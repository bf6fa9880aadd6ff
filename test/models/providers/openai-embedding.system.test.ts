import { afterEach, expect, test } from 'vitest';
import { createOpenAiEmbedding } from '../../../src/models/providers/openai-embedding.ts';
import { decodeVector } from '../../../src/models/vector.ts';
import { never } from '../fake-model.ts';
import { startWireServer, type WireAnswer, type WireServer } from './wire-server.ts';

const servers: WireServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function embedderAt(
  answer: WireAnswer,
): Promise<{ server: WireServer; model: ReturnType<typeof createOpenAiEmbedding> }> {
  const server = await startWireServer({ format: 'openai', script: [answer] });
  servers.push(server);
  const price = { input: 0.1, cachedInput: 0.1, cacheWrite: 0.1, output: 0 };
  const connection = { name: 'vectors', model: 'embed-small', apiKey: 'sk-planted-123456' };
  const model = createOpenAiEmbedding({
    ...connection,
    baseUrl: server.baseUrl,
    dimensions: 3,
    price,
  });
  return { server, model };
}

const request = {
  key: 'k',
  title: 'embed',
  messages: [{ role: 'user', text: 'a program' }],
} as const;
const vector = [0.5, -0.25, 1];
const body = JSON.stringify({
  object: 'list',
  model: 'embed-small-001',
  data: [{ object: 'embedding', index: 0, embedding: vector }],
  usage: { prompt_tokens: 3, total_tokens: 3 },
});

test('answers a text with its vector, counted and named', async () => {
  const { server, model } = await embedderAt({ type: 'bytes', body });
  const completion = await model.complete(request, never);
  expect([...decodeVector(completion.text)]).toEqual(vector);
  expect(completion.usage).toMatchObject({ input: 3, output: 0 });
  expect(completion.answeredBy).toBe('embed-small-001');
  expect(server.requests[0]?.path).toBe('/v1/embeddings');
  expect(server.requests[0]?.body).toEqual({
    model: 'embed-small',
    input: 'a program',
    encoding_format: 'float',
    dimensions: 3,
  });
});

test.each([
  ['no vector', '{"data":[]}', 'malformed'],
  ['cut JSON', body.slice(0, 60), 'malformed'],
] as const)('refuses %s', async (_, bytes, kind) => {
  const { model } = await embedderAt({ type: 'bytes', body: bytes });
  await expect(model.complete(request, never)).rejects.toMatchObject({ kind });
});

test('tells a wrong key at once and without the key', async () => {
  const error = {
    type: 'error',
    status: 401,
    code: 'invalid_api_key',
    message: 'sk-planted-123456 is wrong',
  } as const;
  const { model } = await embedderAt(error);
  const failure = await model.complete(request, never).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ kind: 'access' });
  expect(String(failure)).not.toContain('sk-planted');
});
