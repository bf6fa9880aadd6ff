import { createNativePolicy } from 'adrs-lab/sim';
import { afterAll, describe, expect, test } from 'vitest';
import { problem } from '../../../problems/bin-packing/problem.ts';
import { port, simulate } from '../../../problems/bin-packing/simulation/index.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/bin-packing/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('bin-packing');

describe.skipIf(data === undefined)('the published data in the sandbox', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};

  test.each([
    ['first-fit', 'or3', 5.740556660039761],
    ['first-fit', 'weibull-5k', 4.225777241171144],
    ['best-fit', 'or3', 5.36779324055666],
    ['best-fit', 'weibull-5k', 3.9843042559613644],
    ['funsearch-or', 'or3', 3.106361829025845],
    ['funsearch-weibull', 'weibull-5k', 0.6841734580943757],
  ])('%s has the published excess on %s', async (name, split, excess) => {
    const file = fileOf(`policies/baselines/${name}`);
    const cases = splits[split];
    const { metrics, fitness } = scored(await measure(file, { problem, sandbox, cases }));
    expect(metrics['excessPercent']).toBeCloseTo(excess, 10);
    expect(fitness).toBeCloseTo(-excess, 10);
  });

  test('the excess of each data set of the public split stands on its own', async () => {
    const file = fileOf('policies/baselines/best-fit');
    const cases = splits['public'];
    const { metrics } = scored(await measure(file, { problem, sandbox, cases }));
    expect(metrics['excessPercent/OR3']).toBeCloseTo(5.36779324055666, 10);
    expect(metrics['excessPercent/Weibull5k']).toBeCloseTo(3.9843042559613644, 10);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    ['detaches-views', { status: 'rejected', reason: 'crashed' }],
    ['infinite-scores', { status: 'rejected', reason: 'invalid' }],
    ['nan-scores', { status: 'rejected', reason: 'invalid' }],
    ['pollutes-prototypes', { status: 'rejected', reason: 'invalid' }],
    ['returns-promise', { status: 'rejected', reason: 'syntax' }],
    ['silent', { status: 'rejected', reason: 'invalid' }],
  ])('%s has no score', async (name, verdict) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject(verdict);
  });

  test.each(['fakes-capacity', 'keeps-views', 'reports-itself', 'writes-beyond-count'])(
    '%s scores as best fit, whose scores it gives',
    async (name) => {
      const { cost: _cost, ...honest } = await onTrain('policies/baselines/best-fit');
      expect(await onTrain(`policies/exploits/${name}`)).toMatchObject(honest);
    },
  );

  test('one that remembers cases starts each of them knowing nothing', async () => {
    const { cases } = scored(await onTrain('policies/exploits/remembers-cases'));
    const alone = [];
    for (const [index, workload] of (await problem.cases.train()).entries()) {
      const exports = await policyOf('bin-packing', 'policies/exploits/remembers-cases', index);
      alone.push(simulate(workload, createNativePolicy(port, exports)).value);
    }
    expect(cases.map(({ value }) => value)).toEqual(alone);
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/funsearch-weibull');
  expect(await onTrain('policies/baselines/funsearch-weibull', true)).toMatchObject(plain);
});

test('feedback names the worst cases and what was wasted there', async () => {
  const { feedback } = scored(await onTrain('policies/seeds/worst-fit'));
  expect(feedback).toMatch(/worst: uniform-\d .* bins for 800 uniform items/);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
