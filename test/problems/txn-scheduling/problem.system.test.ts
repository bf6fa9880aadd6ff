import { afterAll, describe, expect, test } from 'vitest';
import { problem } from '../../../problems/txn-scheduling/problem.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/txn-scheduling/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('txn');

describe.skipIf(data === undefined)('the published workloads in the sandbox', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};
  const totalOf = async (name: string): Promise<number> => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = await measure(file, { problem, sandbox, cases: splits['public'] });
    return 3 * (scored(evaluation).metrics['makespan'] ?? NaN);
  };

  test('sequential makes the published 537', async () => {
    expect(await totalOf('sequential')).toBeCloseTo(537, 9);
  });

  test('full greedy makes the published 323', async () => {
    expect(await totalOf('full-greedy')).toBeCloseTo(323, 9);
  });

  test('SMF makes a total in the published range, 358 to 392', async () => {
    const total = await totalOf('smf');
    expect(total).toBeGreaterThanOrEqual(358);
    expect(total).toBeLessThanOrEqual(392);
  });

  test('annealing with 30,000 evaluations is no worse than the published 249', async () => {
    expect(await totalOf('annealing')).toBeLessThanOrEqual(249);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    'answers-nan',
    'claims-length',
    'detaches-order',
    'invents-transactions',
    'never-stops',
    'pollutes-prototypes',
    'remembers-cases',
    'repeats-one',
    'simulates-alone',
    'stops-short',
  ])('%s has no score', async (name) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({ status: 'rejected' });
  });

  // They hid their work from a meter that counted turns and calls.
  test.each(['minimal', 'policy'])('uncounted steps, %s: is over its steps', async (name) => {
    const file = new URL(`../../fixtures/uncounted-steps/${name}.ts.txt`, import.meta.url);
    const evaluation = await measure(file, { problem, sandbox, cases: problem.cases.train });
    expect(evaluation).toMatchObject({ status: 'rejected' });
    expect(JSON.stringify(evaluation)).toMatch(
      /in time: 0 of 1000 evaluations|more than \d+ steps/,
    );
  });

  test.each(['mutates-task', 'reports-itself'])(
    '%s gets what the order of arrival gets, case by case',
    async (name) => {
      const honest = scored(await onTrain('policies/baselines/sequential'));
      const { cases } = scored(await onTrain(`policies/exploits/${name}`));
      expect(cases.map(({ value }) => value)).toEqual(honest.cases.map(({ value }) => value));
    },
  );

  test('a case that is skipped counts as run one after another', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const train = await problem.cases.train();
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped).toHaveLength(2);
    for (const { id, value } of skipped) {
      const workload = train.find((one) => one.id === id);
      expect(workload && problem.objective.worst(workload)).toBe(value);
    }
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/annealing');
  expect(await onTrain('policies/baselines/annealing', true)).toMatchObject(plain);
});

test('annealing beats the others with the same evaluations', async () => {
  const annealing = scored(await onTrain('policies/baselines/annealing')).fitness;
  for (const name of ['sequential', 'random', 'smf', 'full-greedy']) {
    expect(annealing).toBeGreaterThan(scored(await onTrain(`policies/baselines/${name}`)).fitness);
  }
});

test('features are what their names say', async () => {
  const [evaluations, codeSize] = problem.features;
  const source = { entry: 'policy.ts', files: { 'policy.ts': 'a b\n c' } };
  const evaluation = scored(await onTrain('policies/seeds/few-shuffles'));
  expect(evaluations?.measure({ source, evaluation })).toBe(10);
  expect(codeSize?.measure({ source, evaluation })).toBe(3);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
