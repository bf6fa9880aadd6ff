import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../models/providers/wire-server.ts';
import { ADRS, start, type Ended } from './processes.ts';

const KEY = 'sk-planted-0123456789';
const SMALL = ['--set', 'budget.evaluations=14', '--set', 'budget.wallSeconds=null'];
const runFile = path.join(import.meta.dirname, '..', '..', 'problems', 'bin-packing', 'run.yaml');
let folder = '';
let server: WireServer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-cli-models-'));
  const seeds = path.join(path.dirname(runFile), 'policies', 'seeds');
  const text = await readFile(path.join(seeds, 'worst-fit.ts'), 'utf8');
  server = await startWireServer({
    format: 'openai',
    script: ({ number }) => ({
      type: 'reply',
      text: `Idea: variant ${number}\n\`\`\`ts policy.ts\n${text}\nexport const variant = ${number};\n\`\`\`\n`,
    }),
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** `adrs ...` with these keys in its environment, and no others. */
function adrsWith(
  env: Readonly<Record<string, string>>,
  ...argv: readonly string[]
): Promise<Ended> {
  const settings = Object.entries({ ANTHROPIC_API_KEY: '', OPENAI_API_KEY: '', ...env });
  const assigned = settings.map(([name, value]) => `${name}=${value}`);
  return start(['env', ...assigned, ...ADRS, ...argv]).ended;
}

test('a key in the environment makes a model write, the first line says so, and offline the run repeats without it', async () => {
  const [first, second] = [path.join(folder, 'first'), path.join(folder, 'second')];
  const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.baseUrl };
  const run = await adrsWith(env, 'run', runFile, ...SMALL, '--out', first);
  expect(run).toMatchObject({ code: 0 });
  expect(run.err.split('\n')[0]).toMatch(
    /^model: gpt-\S+ \(OPENAI_API_KEY, 127\.0\.0\.1:\d+\), at most 5\.00 USD$/,
  );
  expect(run.out + run.err).not.toContain(KEY);
  const asked = server.requests.length;
  expect(asked).toBeGreaterThan(0);

  const offline = ['--replies', first, '--offline', '--out', second];
  const again = await adrsWith({}, 'run', runFile, ...SMALL, ...offline);
  expect(again).toMatchObject({ code: 0 });
  expect(again.err.split('\n')[0]).toMatch(/^model: gpt-\S+ \(recorded replies\)/);
  expect(server.requests).toHaveLength(asked);
  const archives = await Promise.all(
    [first, second].map(async (each) => {
      const { out } = await adrsWith({}, 'show', each, '--json');
      return /"archiveHash":"([0-9a-f]+)"/.exec(out)?.[1];
    }),
  );
  expect(archives[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(archives[1]).toBe(archives[0]);

  const resumed = await adrsWith({}, 'resume', first);
  expect(resumed).toMatchObject({ code: 0 });
  expect(resumed.err).toMatch(/had finished before/);
}, 180_000);

test('a run that goes on needs its key again, and says which', async () => {
  const file = path.join(folder, 'stopped.yaml');
  const gpt = {
    provider: 'openai',
    model: 'm',
    baseUrl: server.baseUrl,
    keyEnv: 'K',
    price: 'free',
  };
  await writeFile(file, JSON.stringify({ problem: 'bin-packing', models: { gpt } }));
  const out = path.join(folder, 'stopped');
  const running = start(['env', `K=${KEY}`, ...ADRS, 'run', file, '--out', out, '--json']);
  await expect.poll(() => running.out(), { timeout: 60_000 }).toMatch(/"program-added"/);
  process.kill(running.pid, 'SIGINT');
  await running.ended;
  const resumed = await adrsWith({}, 'resume', out);
  expect(resumed).toMatchObject({ code: 2 });
  expect(resumed.err).toMatch(/^E_CONFIG model gpt needs a key, and K is not set/m);
}, 120_000);

test('adrs models fails when a model does not answer', async () => {
  const file = path.join(folder, 'models.yaml');
  const models = {
    good: { provider: 'openai', model: 'm', baseUrl: server.baseUrl, keyEnv: null, price: 'free' },
    bad: { provider: 'command', command: ['adrs-no-such-program'] },
  };
  await writeFile(file, JSON.stringify({ problem: 'p', models }));
  const checked = await adrsWith({}, 'models', file);
  expect(checked).toMatchObject({ code: 1 });
  expect(checked.out).toMatch(/^good .* ok, /m);
  expect(checked.err).toMatch(/^E_MODEL this model does not answer: bad/m);
  expect(await adrsWith({}, 'models', file, '--no-check')).toMatchObject({ code: 0 });
}, 60_000);
