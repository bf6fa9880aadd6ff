import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelsText } from '../../src/cli/models-text.ts';
import { checkModels } from '../../src/session/check-models.ts';
import { startWireServer } from '../models/providers/wire-server.ts';

const KEY = 'sk-planted-0123456789';
const calm = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(models: object, env: Readonly<Record<string, string>> = {}, ask = true) {
  const file = path.join(folder, 'run.yaml');
  await writeFile(file, JSON.stringify({ problem: 'p', models }));
  return checkModels({ file, set: [], ask, env }, calm);
}

test('asks each model one tiny question and says who answered and what it cost', async () => {
  await using openai = await startWireServer({
    format: 'openai',
    script: [{ type: 'reply', text: 'ready' }],
  });
  await using anthropic = await startWireServer({
    format: 'anthropic',
    script: [{ type: 'reply', text: 'ready' }],
  });
  const price = { input: 1, output: 2 };
  const { models } = await check(
    {
      a: { provider: 'openai', model: 'm', baseUrl: openai.baseUrl, keyEnv: 'K', price },
      b: {
        provider: 'anthropic',
        model: 'm',
        baseUrl: anthropic.baseUrl,
        keyEnv: 'K',
        thinkingTokens: 8000,
        price,
      },
      c: { provider: 'command', command: ['cat'] },
      d: { provider: 'mailbox' },
    },
    { K: KEY, PATH: process.env['PATH'] ?? '' },
  );
  expect(models.map((model) => model.check?.status)).toEqual(['ok', 'ok', 'ok', 'skipped']);
  expect(models[0]?.check).toMatchObject({ answeredBy: expect.stringMatching(/\w/) });
  for (const { requests } of [openai, anthropic]) {
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body['max_tokens']).toBe(64);
  }
});

test('a wrong key is reported with a hint, once, and the key is nowhere', async () => {
  await using server = await startWireServer({
    format: 'openai',
    script: [{ type: 'error', status: 401, code: 'invalid_api_key', message: `bad ${KEY}` }],
  });
  const report = await check(
    { a: { provider: 'openai', model: 'gpt-5', baseUrl: server.baseUrl, keyEnv: 'K' } },
    { K: KEY },
  );
  const [model] = report.models;
  expect(model?.check).toMatchObject({ status: 'failed' });
  expect(server.requests).toHaveLength(1);
  const told = modelsText(report) + JSON.stringify(report);
  expect(told).not.toContain(KEY);
  expect(modelsText(report)).toMatch(/^a: .*\n {2}hint: /m);
});

test('a model without its key is reported and nothing is sent', async () => {
  await using server = await startWireServer({ format: 'openai', script: [] });
  const { models } = await check({
    a: { provider: 'openai', model: 'gpt-5', baseUrl: server.baseUrl, keyEnv: 'K' },
  });
  expect(models).toMatchObject([
    { hasKey: false, check: { status: 'failed', message: expect.stringMatching(/K is not set/) } },
  ]);
  expect(server.requests).toHaveLength(0);
});

test('without a check nothing is sent, and prices are there with their date', async () => {
  const report = await check({ a: { provider: 'openai', model: 'gpt-5' } }, {}, false);
  expect(report.models[0]).not.toHaveProperty('check');
  expect(modelsText(report)).toMatch(/list of prices: \d{4}-\d\d-\d\d/);
});
