import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createNativePolicy } from 'adrs-lab/sim';
import { describeProblem } from 'adrs-lab/testing';
import { afterAll, describe, expect, test } from 'vitest';
import * as opportunist from '../../../problems/cant-be-late/policies/seeds/opportunist.ts';
import { clairvoyantCostUsd } from '../../../problems/cant-be-late/cases/bound.ts';
import { problem } from '../../../problems/cant-be-late/problem.ts';
import { port, simulate } from '../../../problems/cant-be-late/simulation/index.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { costsOf, dataFolder, mean, readGolden } from './fixtures.ts';
import { measure } from '../measure.ts';
import { policyOf } from '../policy-file.ts';

describeProblem(problem, {
  exploits: new URL('../../../problems/cant-be-late/policies/exploits/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/cant-be-late/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const folder = dataFolder();

describe.skipIf(folder === null)('the published benchmark in the sandbox', async () => {
  // The body of a skipped group runs all the same.
  const splits =
    (folder === null ? undefined : await problem.load?.(`${folder}cant-be-late`)) ?? {};
  const golden = folder === null ? undefined : await readGolden(folder);
  // The bounds have a test of their own; without them an evaluation is quick.
  const unbounded = { ...problem, objective: { ...problem.objective, bound: () => 0 } };

  test.each([
    ['greedy', 119.03453876543232],
    ['uniform-progress', 99.23009932098769],
    ['on-demand', 147.39],
  ])('%s costs %d USD on average', async (name, usd) => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = await measure(file, {
      problem: unbounded,
      sandbox,
      cases: splits['public'],
    });
    expect(Math.abs((scored(evaluation).metrics['meanCostUsd'] ?? NaN) - usd)).toBeLessThan(1e-9);
  });

  test('the mean bound is the published optimum, over all and in every cell', async () => {
    const cases = (await splits['public']?.()) ?? [];
    const bounds = cases.map((workload) => problem.objective.bound?.(workload) ?? NaN);
    const { overall, cells } = golden?.omniscientOptimum ?? { overall: NaN, cells: {} };
    expect(Math.abs(mean(bounds) - overall)).toBeLessThan(1e-9);
    expect(Object.keys(cells)).toHaveLength(6);
    for (const [cell, expected] of Object.entries(cells)) {
      const [overhead, deadline] = cell.split('/');
      const group = `${deadline}h/${Number(overhead)}h`;
      const inCell = bounds.filter((_, index) => cases[index]?.group === group);
      expect(mean(inCell)).toBeCloseTo(expected, 4);
    }
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    ['answers-later', 'syntax'],
    ['answers-nothing-sensible', 'invalid'],
    ['huge-answers', 'invalid'],
    ['shape-shifter', 'invalid'],
  ])('%s has no score', async (name, reason) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({
      status: 'rejected',
      reason,
    });
  });

  test.each(['mutates-arguments', 'patches-the-realm', 'reads-the-future', 'wishes-for-spot'])(
    '%s pays what the honest opportunist pays, case by case',
    async (name) => {
      const { cases } = scored(await onTrain(`policies/exploits/${name}`));
      const honest = costsOf(await problem.cases.train(), opportunist);
      expect(cases.map(({ value }) => value)).toEqual(honest);
    },
  );

  test('a case that is skipped counts with the worst value, and the rest is no better', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const train = await problem.cases.train();
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped).toHaveLength(train.length / 2);
    for (const { value } of skipped) expect(value).toBeCloseTo(52 * 3.06, 9);
  });

  test('one that never runs pays for the whole job on demand', async () => {
    const { metrics } = scored(await onTrain('policies/exploits/never-runs'));
    expect(metrics['meanCostUsd']).toBeCloseTo(147.39, 9);
    expect(metrics['guaranteeOverrides']).toBe(289);
  });

  test('one that remembers traces starts each job knowing nothing', async () => {
    const { cases } = scored(await onTrain('policies/exploits/remembers-traces'));
    const alone = [];
    for (const [index, workload] of (await problem.cases.train()).entries()) {
      const exports = await policyOf('cant-be-late', 'policies/exploits/remembers-traces', index);
      Reflect.deleteProperty(globalThis, 'library');
      alone.push(simulate(workload, createNativePolicy(port, exports)).value);
    }
    Reflect.deleteProperty(globalThis, 'library');
    expect(cases.map(({ value }) => value)).toEqual(alone);
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/uniform-progress');
  expect(await onTrain('policies/baselines/uniform-progress', true)).toMatchObject(plain);
});

test('a score below the clairvoyant bound would be quarantined', async () => {
  const impossible = {
    ...problem,
    objective: {
      ...problem.objective,
      bound: (workload: Parameters<typeof clairvoyantCostUsd>[0]) =>
        clairvoyantCostUsd(workload) + 60,
    },
  };
  const cases = problem.cases.train;
  const file = fileOf('policies/baselines/uniform-progress');
  expect(await measure(file, { problem: impossible, sandbox, cases })).toMatchObject({
    status: 'quarantined',
  });
});

test('features separate restless and expensive policies', async () => {
  const [, launches] = problem.features;
  const source = { entry: 'policy.ts', files: { 'policy.ts': 'x' } };
  const never = scored(await onTrain('policies/seeds/never-idle'));
  const onDemand = scored(await onTrain('policies/baselines/on-demand'));
  const values = (evaluation: Scored): number[] =>
    problem.features.map(({ measure: of }) => of({ source, evaluation }));
  expect(launches?.name).toBe('launches');
  expect(values(onDemand)).toEqual([1, 1, 1]);
  expect(values(never)[0]).toBeLessThan(0.9);
  expect(values(never)[1]).toBeGreaterThan(5);
});

test('an audit on test cases finds a policy that learns from the depth of the stack', async () => {
  const kept = new URL('../../fixtures/policies/stack-depth.ts.txt', import.meta.url);
  const place = await mkdtemp(path.join(tmpdir(), 'adrs-depth-'));
  try {
    const file = path.join(place, 'policy.ts');
    await copyFile(kept, file);
    const { test: sealed } = problem.cases;
    const cases = async () => ((await sealed?.()) ?? []).slice(0, 4);
    const given = { problem, sandbox, cases, audit: true };
    // Quarantined, or rejected where a limit on nested calls closes the channel before.
    expect((await measure(pathToFileURL(file), given)).status).not.toBe('scored');
  } finally {
    await rm(place, { recursive: true });
  }
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
