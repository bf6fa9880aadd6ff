import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leastPressure, relaxedPressure } from '../../../problems/prism-placement/cases/bound.ts';
import { problem } from '../../../problems/prism-placement/problem.ts';
import { readPublishedCases } from '../../../problems/prism-placement/cases/published.ts';
import { WORST_PRESSURE } from '../../../problems/prism-placement/cases/workload.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/prism-placement/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('prism');

describe.skipIf(data === undefined)('the 50 published cases', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};
  const published = (await splits['public']?.()) ?? [];

  // Published scores are 1 over the mean pressure per GB, plus 1 for success.
  test.each([
    ['round-robin', 16.171_284_925_1],
    ['greedy', 20.891_622_105_2],
    ['greedy-weighted', 23.979],
  ])('%s has the published score', async (name, score) => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = await measure(file, { problem, sandbox, cases: splits['public'] });
    const mean = scored(evaluation).metrics['meanPressure'] ?? Number.NaN;
    expect(1000 / mean).toBeCloseTo(score, score === 23.979 ? 3 : 9);
  });

  test('the mean bound is the published optimum, 25.255972, and the relaxed one is above it', () => {
    const mean = (bound: typeof leastPressure): number =>
      published.reduce((sum, one) => sum + bound(one), 0) / published.length;
    expect(published).toHaveLength(50);
    expect(1000 / mean(leastPressure)).toBeCloseTo(25.255_972, 6);
    expect(1000 / mean(relaxedPressure)).toBeGreaterThan(25.255_972);
    expect(1000 / mean(relaxedPressure)).toBeLessThan(28.403_794);
  });

  test('failing on the hard cases costs more than any valid placement', async () => {
    const file = fileOf('policies/exploits/skips-hard-cases');
    const evaluation = scored(await measure(file, { problem, sandbox, cases: splits['public'] }));
    const failed = evaluation.cases.filter(({ valid }) => !valid);
    expect(failed.length).toBeGreaterThan(10);
    expect(failed.map(({ value }) => value)).toEqual(failed.map(() => WORST_PRESSURE));
    expect(evaluation.cases).toHaveLength(50);
    expect(evaluation.fitness).toBeLessThan(-(WORST_PRESSURE * failed.length) / 50);
  });
});

describe('loading', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-prism-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a folder without the file is the fault of the command line, with a hint', async () => {
    await expect(readPublishedCases(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('prism_cases_seed42.json'),
      hint: expect.stringContaining('--data'),
    });
  });

  test.each([
    ['is no list', '{}', /expected array/],
    ['has a model without a size', '[{"gpuNum":5,"models":[{"reqRate":1,"slo":5}]}]', /size/],
    [
      'has a model that fits nowhere',
      '[{"gpuNum":5,"models":[{"size":81,"reqRate":1,"slo":5}]}]',
      /<=80/,
    ],
  ])('a file that %s is refused', async (_what, content, message) => {
    await writeFile(path.join(folder, 'prism_cases_seed42.json'), content);
    await expect(readPublishedCases(folder)).rejects.toThrow(message);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    'answers-later',
    'drops-models',
    'invents-gpus',
    'nan-gpus',
    'overfills-a-gpu',
    'remembers-cases',
  ])('%s has no score', async (name) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({ status: 'rejected' });
  });

  test.each(['mutates-models', 'patches-the-realm', 'reports-itself', 'shape-shifter'])(
    '%s is worth the honest placement it gives, and no more',
    async (name) => {
      const { fitness } = scored(await onTrain('policies/seeds/most-free'));
      expect(scored(await onTrain(`policies/exploits/${name}`)).fitness).toBe(fitness);
    },
  );

  test('stacks-siblings loses every case that has siblings', async () => {
    const { cases } = scored(await onTrain('policies/exploits/stacks-siblings'));
    const workloads = await problem.cases.train();
    for (const [index, { slices }] of workloads.entries()) {
      const hasSiblings = new Set(slices.map(({ model }) => model)).size < slices.length;
      expect([cases[index]?.id, cases[index]?.valid]).toEqual([workloads[index]?.id, !hasSiblings]);
    }
  });
});

test('an audit replays the placements and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/bisection-packing');
  expect(await onTrain('policies/baselines/bisection-packing', true)).toMatchObject(plain);
});

test('feedback names the worst cases and the GPU that is to blame', async () => {
  const { feedback } = scored(await onTrain('policies/seeds/most-free'));
  expect(feedback).toMatch(/GPU \d+ has the highest pressure/);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
