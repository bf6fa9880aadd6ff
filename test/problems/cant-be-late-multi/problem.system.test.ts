import { createNativePolicy } from 'adrs-lab/sim';
import { afterAll, describe, expect, test } from 'vitest';
import * as firstAvailable from '../../../problems/cant-be-late-multi/policies/baselines/first-available.ts';
import * as greedy from '../../../problems/cant-be-late-multi/policies/baselines/greedy.ts';
import { clairvoyantCostUsd } from '../../../problems/cant-be-late-multi/cases/bound.ts';
import { problem } from '../../../problems/cant-be-late-multi/problem.ts';
import { port, simulate } from '../../../problems/cant-be-late-multi/simulation/index.ts';
import type { Workload } from '../../../problems/cant-be-late-multi/cases/workload.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { costsOf, mean, scenarioMeans } from './fixtures.ts';
import { measure } from '../measure.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/cant-be-late-multi/${name}.ts`, import.meta.url);
/** The bounds have tests of their own; without them an evaluation is quick. */
const unbounded = { ...problem, objective: { ...problem.objective, bound: () => 0 } };
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem: unbounded, sandbox, cases: problem.cases.train, audit });

const folder = publicData('cant-be-late');

describe.skipIf(folder === undefined)('the published windows in the sandbox', async () => {
  // The body of a skipped group runs all the same.
  const splits = (folder === undefined ? undefined : await problem.load?.(folder)) ?? {};

  test.each([
    ['round-robin', 88.378, 0.2],
    ['first-available', 74.409, 0.005],
  ])(
    '%s costs the published %d USD over the scenarios, within %d %',
    async (name, usd, percent) => {
      const file = fileOf(`policies/baselines/${name}`);
      const cases = splits['public'];
      const { metrics } = scored(await measure(file, { problem: unbounded, sandbox, cases }));
      expect(Math.abs((metrics['scenarioMeanUsd'] ?? NaN) / usd - 1)).toBeLessThan(percent / 100);
    },
  );

  test.each([
    ['public', 66.312],
    ['public-honest', 66.704],
  ])('the mean bound of %s is the published %d USD within 0.5 %', async (split, usd) => {
    const cases: readonly Workload[] = (await splits[split]?.()) ?? [];
    const means = Object.values(scenarioMeans(cases, cases.map(clairvoyantCostUsd)));
    expect(Math.abs(mean(means) / usd - 1)).toBeLessThan(0.005);
  });

  test('the last zone sets the price of all hours as published, and only there', async () => {
    const gain = async (split: string): Promise<number> => {
      const cases = splits[split];
      const of = async (name: string): Promise<number> => {
        const evaluation = await measure(fileOf(name), { problem: unbounded, sandbox, cases });
        return scored(evaluation).metrics['scenarioMeanUsd'] ?? NaN;
      };
      return (
        (await of('policies/baselines/greedy')) -
        (await of('policies/exploits/reprices-at-the-end'))
      );
    };
    expect(await gain('public')).toBeGreaterThan(0.1);
    expect(Math.abs(await gain('public-honest'))).toBeLessThan(0.05);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    ['answers-later', 'syntax'],
    ['answers-nothing-sensible', 'invalid'],
    ['invents-a-zone', 'invalid'],
    ['shape-shifter', 'invalid'],
  ])('%s has no score', async (name, reason) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({
      status: 'rejected',
      reason,
    });
  });

  test.each(['mutates-arguments', 'patches-the-realm', 'reads-the-future'])(
    '%s pays what an honest opportunist pays, case by case',
    async (name) => {
      const { cases } = scored(await onTrain(`policies/exploits/${name}`));
      const honest = costsOf(await problem.cases.train(), {
        createPolicy: () => ({
          step: ({ zone }: { readonly zone: number }, hasSpot: Int32Array) => {
            const best = hasSpot[zone] === 1 ? zone : hasSpot.indexOf(1);
            return best < 0 ? 3 * zone : 1 + 3 * best;
          },
        }),
      });
      expect(cases.map(({ value }) => value)).toEqual(honest);
    },
  );

  test('a scenario that is skipped counts with the worst value', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped).toHaveLength(20);
    for (const { value } of skipped) expect(value).toBeCloseTo(52 * 3.06, 9);
  });

  test('one that looks around by moving pays a restart for each look', async () => {
    const { metrics } = scored(await onTrain('policies/exploits/probes-by-switching'));
    const honest = mean(costsOf(await problem.cases.train(), firstAvailable));
    expect(metrics['meanCostUsd']).toBeGreaterThan(1.2 * honest);
  });

  test('one that moves at the very end pays for the move and saves nothing', async () => {
    const { metrics } = scored(await onTrain('policies/exploits/reprices-at-the-end'));
    const honest = mean(costsOf(await problem.cases.train(), greedy));
    expect(metrics['meanCostUsd']).toBeGreaterThan(honest - 0.2);
  });

  test('one that remembers markets starts each job knowing nothing', async () => {
    const { cases } = scored(await onTrain('policies/exploits/remembers-markets'));
    const alone = [];
    for (const [index, workload] of (await problem.cases.train()).entries()) {
      const exports = await policyOf(
        'cant-be-late-multi',
        'policies/exploits/remembers-markets',
        index,
      );
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

test('features separate restless and expensive policies', async () => {
  const source = { entry: 'policy.ts', files: { 'policy.ts': 'x' } };
  const valuesOf = async (name: string): Promise<Record<string, number>> => {
    const evaluation = scored(await onTrain(name));
    return Object.fromEntries(
      problem.features.map((one) => [one.name, one.measure({ source, evaluation })]),
    );
  };
  expect(await valuesOf('policies/baselines/on-demand')).toEqual({
    onDemandShare: 1,
    restarts: 1,
    codeSize: 1,
  });
  const restless = await valuesOf('policies/seeds/cheapest-zone');
  expect(restless['onDemandShare']).toBeLessThan(0.6);
  expect(restless['restarts']).toBeGreaterThan(8);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
