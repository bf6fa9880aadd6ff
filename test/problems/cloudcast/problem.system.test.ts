import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createNativePolicy } from 'adrs-lab/sim';
import { afterAll, describe, expect, test } from 'vitest';
import { steinerPricePerGb } from '../../../problems/cloudcast/cases/bound.ts';
import { problem } from '../../../problems/cloudcast/problem.ts';
import { port, simulate } from '../../../problems/cloudcast/simulation/index.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/cloudcast/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const folder = publicData('cloudcast');

interface Golden {
  readonly configs: Readonly<
    Record<string, { direct: number; dijkstra: number; steiner: number; steinerEgress: number }>
  >;
}

describe.skipIf(folder === undefined)('the published benchmark in the sandbox', async () => {
  // The body of a skipped group runs all the same.
  const splits = (folder === undefined ? undefined : await problem.load?.(folder)) ?? {};
  const golden: Golden =
    folder === undefined
      ? { configs: {} }
      : // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of known shape
        (JSON.parse(
          await readFile(path.join(folder, '../golden/cloudcast.json'), 'utf8'),
        ) as Golden);

  test.each([
    ['policies/baselines/direct', 'public', 1199.168994],
    ['policies/baselines/dijkstra', 'public', 1074.934689],
    ['policies/baselines/steiner', 'public', 626.244636],
    ['policies/baselines/steiner-local', 'public', 623.183364],
    ['policies/seeds/cheapest-paths', 'public', 1045.860405],
    ['policies/seeds/cheapest-paths', 'public-bottleneck', 1035.135756],
    ['policies/baselines/steiner-local', 'public-bottleneck', 618.064797],
  ])('%s on %s costs %d USD in total', async (name, split, usd) => {
    const cases = splits[split];
    const { metrics } = scored(await measure(fileOf(name), { problem, sandbox, cases }));
    expect(5 * (metrics['meanCostUsd'] ?? Number.NaN)).toBeCloseTo(usd, 6);
  });

  test.each(['direct', 'dijkstra', 'steiner'] as const)(
    '%s costs what was published for every broadcast',
    async (name) => {
      const file = fileOf(`policies/baselines/${name}`);
      const { cases } = scored(await measure(file, { problem, sandbox, cases: splits['public'] }));
      expect(cases).toHaveLength(5);
      for (const { id, value } of cases) {
        expect(Math.abs(value - (golden.configs[id]?.[name] ?? Number.NaN))).toBeLessThan(0.0051);
      }
    },
  );

  test('the exact trees have the published egress, 618.00 USD in total', async () => {
    const cases = (await splits['public']?.()) ?? [];
    const egress = cases.map((workload) => workload.dataGb * steinerPricePerGb(workload));
    expect(egress.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(618, 9);
    for (const [index, { id }] of cases.entries()) {
      expect(egress[index]).toBeCloseTo(golden.configs[id]?.steinerEgress ?? Number.NaN, 9);
    }
  });
});

test('profiles that are not there are an error with a hint', async () => {
  await expect(problem.load?.('/nowhere')).rejects.toMatchObject({ code: 'E_CONFIG' });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    'drops-destinations',
    'drops-partitions',
    'teleports',
    'walks-in-circles',
    'prices-its-edges',
    'reports-itself',
    'floods',
  ])('%s has no score', async (name) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({
      status: 'rejected',
      reason: 'invalid',
    });
  });

  test('never-ends is stopped by its steps, and once more where it catches that', async () => {
    // A tenth of the problem's own budget: loops that draw numbers are the slowest.
    const limits = { maxSteps: 100_000_000 };
    const file = fileOf('policies/exploits/never-ends');
    expect(
      await measure(file, { problem, sandbox, cases: problem.cases.train, limits }),
    ).toMatchObject({
      status: 'rejected',
      reason: 'timed-out',
      feedback: expect.stringContaining('more than 100000000 steps in one case'),
    });
  });

  test.each(['mutates-arguments', 'patches-the-realm'])(
    '%s pays what its direct paths cost, case by case',
    async (name) => {
      const { cases } = scored(await onTrain('policies/baselines/direct'));
      const values = scored(await onTrain(`policies/exploits/${name}`)).cases.map(
        ({ value }) => value,
      );
      expect(values).toEqual(cases.map(({ value }) => value));
    },
  );

  test('a broadcast that is skipped counts with its worst value', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const train = await problem.cases.train();
    const skipped = cases.flatMap(({ valid, value }, index) => (valid ? [] : [{ index, value }]));
    expect(skipped.length).toBeGreaterThan(0);
    for (const { index, value } of skipped) {
      const workload = train[index];
      expect(value).toBe(workload === undefined ? undefined : problem.objective.worst(workload));
    }
  });

  test('one that remembers cases starts each of them knowing nothing', async () => {
    const { cases } = scored(await onTrain('policies/exploits/remembers-cases'));
    const alone = [];
    for (const [index, workload] of (await problem.cases.train()).entries()) {
      const exports = await policyOf('cloudcast', 'policies/exploits/remembers-cases', index);
      alone.push(simulate(workload, createNativePolicy(port, exports)).value);
    }
    expect(cases.map(({ value }) => value)).toEqual(alone);
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = scored(await onTrain('policies/baselines/steiner'));
  expect(await onTrain('policies/baselines/steiner', true)).toMatchObject(plain);
});

test('features separate expensive plans from cheap ones, and cheap ones from fast ones', async () => {
  const source = { entry: 'policy.ts', files: { 'policy.ts': 'x' } };
  const featuresOf = async (name: string): Promise<Record<string, number>> => {
    const evaluation = scored(await onTrain(`policies/baselines/${name}`));
    return Object.fromEntries(
      problem.features.map((one) => [one.name, one.measure({ source, evaluation })]),
    );
  };
  const direct = await featuresOf('direct');
  const cheap = await featuresOf('steiner');
  const fast = await featuresOf('steiner-local');
  expect(cheap['edgesUsed']).toBeGreaterThan(direct['edgesUsed'] ?? Number.NaN);
  expect(fast['rentShare']).toBeLessThan(cheap['rentShare'] ?? Number.NaN);
  expect(direct['codeSize']).toBe(1);
});

test('feedback names the slowest edge of the worst broadcasts', async () => {
  const { feedback } = scored(await onTrain('policies/baselines/direct'));
  expect(feedback).toMatch(/worst: .* slowest from (aws|gcp|azure):\w+-\d+ to /);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
