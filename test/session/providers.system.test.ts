import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModels } from '../../src/session/compose-providers.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { createRunSchema } from '../../src/config/run-rules.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { tidyMailbox } from '../../src/session/llm-setup.ts';
import type { LanguageModel, ModelRequest } from '../../src/core/model.ts';
import { startWireServer } from '../models/providers/wire-server.ts';

const SECRET = 'planted-value-0123456789';
const REQUEST: ModelRequest = {
  key: 'a'.repeat(64),
  title: 'improve p1',
  messages: [{ role: 'user', text: 'hello' }],
};
const calm = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-stack-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function make(
  entry: object,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LanguageModel> {
  const asked = createRunSchema(KINDS).parse({ problem: 'p', models: { m: entry } });
  const { models } = resolveConfig(asked, { env: {}, cores: 2, kinds: KINDS }).config;
  const countTokens = (text: string): number => text.length;
  const made = await createModels(models, {
    env,
    kinds: KINDS,
    folder,
    countTokens,
    asking: 'allowed',
  });
  const model = made.get('m');
  if (model === undefined) throw new Error('the model was not made');
  return model;
}

test('a secret that a command prints does not reach the reply', async () => {
  const entry = { provider: 'command', command: ['sh', '-c', 'echo "it is $MY_TOKEN"'] };
  const model = await make(entry, { PATH: process.env['PATH'], MY_TOKEN: SECRET });
  expect((await model.complete(REQUEST, calm)).text.trim()).toBe('it is [MY_TOKEN]');
});

test('a key whose variable has an innocent name is taken out of what a server echoes', async () => {
  await using server = await startWireServer({
    format: 'openai',
    script: [{ type: 'reply', text: `your key is ${SECRET}` }],
  });
  const entry = {
    provider: 'openai',
    model: 'm',
    baseUrl: server.baseUrl,
    keyEnv: 'ROUTER',
    price: 'free',
  };
  const model = await make(entry, { ROUTER: SECRET });
  expect((await model.complete(REQUEST, calm)).text).not.toContain(SECRET);
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
});

test('the time limit of the run file ends a call, and a model that keeps failing backs off', async () => {
  await using server = await startWireServer({
    format: 'openai',
    script: [{ type: 'reply', text: 'late', delayMs: 10_000 }],
  });
  const entry = {
    provider: 'openai',
    model: 'm',
    baseUrl: server.baseUrl,
    keyEnv: null,
    timeoutSeconds: 0.05,
  };
  const model = await make(entry, {});
  for (let call = 0; call < 4; call += 1) {
    await expect(model.complete(REQUEST, calm)).rejects.toMatchObject({ kind: 'timeout' });
  }
  await expect(model.complete(REQUEST, calm)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(server.requests).toHaveLength(4);
});

test('what a finished run still asks people is taken back; without a mailbox nothing is made', async () => {
  const model = await make({ provider: 'mailbox' }, {});
  const stop = new AbortController();
  const asked = model.complete(REQUEST, stop.signal);
  const mailbox = path.join(folder, 'mailbox');
  await expect.poll(() => readdir(mailbox).catch(() => []), { timeout: 10_000 }).not.toEqual([]);
  stop.abort();
  await expect(asked).rejects.toBe(stop.signal.reason);
  await tidyMailbox(folder);
  const open = (await readdir(mailbox, { withFileTypes: true })).filter((entry) => entry.isFile());
  expect(open.map(({ name }) => name).filter((name) => name.endsWith('.md'))).toEqual([]);
  expect(await readdir(path.join(mailbox, 'withdrawn'))).not.toEqual([]);

  const bare = path.join(folder, 'bare');
  await mkdir(bare);
  await tidyMailbox(bare);
  expect(await readdir(bare)).toEqual([]);
});
