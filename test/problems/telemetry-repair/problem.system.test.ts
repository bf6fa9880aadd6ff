import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problem } from '../../../problems/telemetry-repair/problem.ts';
import { readPublishedCases } from '../../../problems/telemetry-repair/cases/published.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/telemetry-repair/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('telemetry');

describe.skipIf(data === undefined)('the 30 published snapshots', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};
  const published = (await splits['public']?.()) ?? [];

  // Computed by CPython from the published rules, in its own random numbers and its own arithmetic.
  test.each([
    ['do-nothing', 0.838106916107, 0.830966308256, 0.824410924575],
    ['link-peer', 0.834068685355, 0.826213432833, 0.822043053654],
    ['larger-end', 0.944765023837, 0.941521399722, 0.943119870221],
  ])('%s scores what Python computes', async (name, ...golden) => {
    const file = fileOf(`policies/baselines/${name}`);
    const { metrics } = scored(await measure(file, { problem, sandbox, cases: splits['public'] }));
    const { score = 0, repairError = 0, calibration = 0 } = metrics;
    for (const [index, value] of [score, 1 - repairError, calibration].entries()) {
      expect(value).toBeCloseTo(golden[index] ?? Number.NaN, 11);
    }
    expect(metrics['statusAccuracy']).toBe(1);
  });

  test('have the bugs that Python draws', () => {
    const drawn = published.map(({ group }) => group);
    expect(drawn.slice(0, 7)).toEqual([
      'correlated_dropped',
      'correlated_scaled',
      'correlated_scaled',
      'dropped',
      'correlated_dropped',
      'dropped',
      'scaled',
    ]);
    expect(drawn).toHaveLength(30);
    expect(published.every(({ peer }) => peer.length === 30 && !peer.includes(-1))).toBe(true);
  });

  test('the human state of the art there, 0.8222, is passed by three of the baselines', async () => {
    for (const name of ['larger-end', 'router-balance', 'consistent-flows']) {
      const file = fileOf(`policies/baselines/${name}`);
      const { metrics } = scored(
        await measure(file, { problem, sandbox, cases: splits['public'] }),
      );
      expect(metrics['score']).toBeGreaterThan(0.94);
      expect(metrics['score']).toBeLessThan(1);
    }
  });

  test('leaving out what is unsure pays nothing', async () => {
    const cases = splits['public'];
    const honest = scored(
      await measure(fileOf('policies/baselines/do-nothing'), { problem, sandbox, cases }),
    );
    const cheat = scored(
      await measure(fileOf('policies/exploits/omits-unsure'), { problem, sandbox, cases }),
    );
    expect(cheat.fitness).toBeLessThan(honest.fitness);
  });
});

describe('loading', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-telemetry-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a folder without the file is the fault of the command line, with a hint', async () => {
    await expect(readPublishedCases(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('evaluation_data.csv'),
      hint: expect.stringContaining('--data'),
    });
  });

  const HEADER = ',low_A_egress_to_B,low_A_ingress_from_B';
  test.each([
    ['has no counters', 'a,b\n1,2\n', /no column low_X_egress_to_Y/],
    [
      'has too few rows',
      `${HEADER}\n1,"{'ground_truth': 1}","{'ground_truth': 2}"\n`,
      /1 rows; 30/,
    ],
    ['has a counter without a truth', `${HEADER}\n1,"{'ground_truth': 1}",2\n`, /no ground truth/],
  ])('a file that %s is refused', async (_what, content, message) => {
    await writeFile(path.join(folder, 'evaluation_data.csv'), content);
    await expect(readPublishedCases(folder)).rejects.toThrow(message);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each(['nan-rates', 'surely-wrong', 'negative-rates'])(
    '%s has no share of the 0.75 for rates',
    async (name) => {
      const { metrics } = scored(await onTrain(`policies/exploits/${name}`));
      expect(metrics['repairError']).toBeCloseTo(1, 12);
      expect(metrics['score']).toBeLessThan(0.25);
    },
  );

  test('detaches-views finds nothing to detach them with', async () => {
    expect(await onTrain('policies/exploits/detaches-views')).toMatchObject({
      status: 'rejected',
      feedback: expect.stringContaining('buffer.transfer is not a function'),
    });
  });

  test.each(['mutates-readings', 'boundless-confidence', 'omits-unsure'])(
    '%s is worth less than doing nothing',
    async (name) => {
      const { fitness } = scored(await onTrain('policies/baselines/do-nothing'));
      expect(scored(await onTrain(`policies/exploits/${name}`)).fitness).toBeLessThan(fitness);
    },
  );

  test.each(['patches-the-realm', 'reads-truth-keys', 'reports-itself'])(
    '%s is worth the honest repair it gives, and no more',
    async (name) => {
      const { metrics } = scored(await onTrain(`policies/exploits/${name}`));
      const honest = scored(await onTrain('policies/baselines/do-nothing')).metrics;
      expect(metrics['repairError']).toBe(honest['repairError']);
      expect(metrics['statusAccuracy']).toBe(honest['statusAccuracy']);
    },
  );

  test('remembers-cases has nothing to remember', async () => {
    const { metrics } = scored(await onTrain('policies/exploits/remembers-cases'));
    expect(metrics['repairError']).toBeGreaterThan(0.09);
  });

  test('skips-hard-cases loses the cases that it skips, and they stay in the mean', async () => {
    const { cases, fitness } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped.length).toBeGreaterThan(5);
    expect(skipped.map(({ value }) => value)).toEqual(skipped.map(() => 0));
    expect(fitness).toBeCloseTo(cases.reduce((sum, { value }) => sum + value, 0) / cases.length);
  });
});

test('an audit replays the repairs and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/consistent-flows');
  expect(await onTrain('policies/baselines/consistent-flows', true)).toMatchObject(plain);
});

test('feedback names the worst counter of the worst cases', async () => {
  const { feedback } = scored(await onTrain('policies/seeds/own-reading'));
  expect(feedback).toMatch(/worst: interface \d+ (received|sent)/);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
