import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estimateText } from '../../../src/cli/estimate-text.ts';
import { estimateRun, type Estimate } from '../../../src/session/estimate/estimate.ts';
import { startWireServer } from '../../models/providers/wire-server.ts';

const calm = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-estimate-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function estimate(changes: object): Promise<Estimate> {
  const file = path.join(folder, 'run.yaml');
  await writeFile(file, JSON.stringify({ problem: 'cant-be-late', ...changes }));
  return estimateRun({ file, set: [], env: {} }, calm);
}

const PRICE = { input: 2, output: 10 };

test('counts real prompts, keeps to the budgets and asks nothing', async () => {
  await using server = await startWireServer({ format: 'openai', script: [] });
  const models = {
    m: { provider: 'openai', model: 'm', baseUrl: server.baseUrl, keyEnv: 'K', price: PRICE },
    free: { provider: 'openai', model: 'q', baseUrl: server.baseUrl, keyEnv: null, price: 'free' },
  };
  const proposers = ['improve', 'cross', 'repair', 's-star', 'genetic'];
  const found = await estimate({ models, proposers, budget: { evaluations: 1000, usd: 2 } });

  expect(server.requests).toHaveLength(0);
  expect(await readdir(folder)).toEqual(['run.yaml']);
  expect(found.rows.map(({ proposer }) => proposer)).toEqual([
    'improve@m',
    'improve@free',
    'cross@m',
    'cross@free',
    'repair@m',
    'repair@free',
    's-star@m',
    's-star@free',
    'genetic',
    'insights',
    'paradigm',
  ]);
  for (const row of found.rows.filter(({ calls }) => calls > 0)) {
    // The statement and the declaration alone have more than a thousand tokens.
    expect(row.promptTokens).toBeGreaterThan(1_000);
    expect(row.promptTokens).toBeLessThanOrEqual(16_000);
    expect(row.worstUsd).toBeGreaterThanOrEqual(row.expectedUsd);
    expect(row.expectedUsd > 0).toBe(!row.proposer.endsWith('@free'));
  }
  const { total } = found;
  expect(total.expectedUsd).toBeLessThanOrEqual(2);
  expect(total.worstUsd).toBe(2);
  expect(total.evaluations).toBeLessThanOrEqual(1000);
  expect(['budget.usd', 'budget.evaluations']).toContain(found.endsBy);
}, 60_000);

test('twice the price is twice the expected cost of a proposal', async () => {
  const costs: number[] = [];
  for (const factor of [1, 2]) {
    const price = { input: 2 * factor, output: 10 * factor };
    const models = { m: { provider: 'openai', model: 'm', price } };
    const { rows } = await estimate({ models, proposers: ['improve'] });
    costs.push(rows[0]?.expectedUsd ?? 0);
  }
  expect((costs[1] ?? 0) / (costs[0] ?? 1)).toBeCloseTo(2, 9);
}, 60_000);

test('a run without a model costs nothing, and the table says what ends it', async () => {
  const found = await estimate({ budget: { evaluations: 100 } });
  expect(found.total).toMatchObject({ expectedUsd: 0, worstUsd: 0 });
  const text = estimateText(found);
  expect(text).toMatch(/^model: none \(no ANTHROPIC_API_KEY or OPENAI_API_KEY\)/);
  expect(text).toMatch(/ends by budget\.evaluations$/m);
}, 60_000);
