import { afterAll, describe, expect, test } from 'vitest';
import { problem } from '../../../problems/txn-online/problem.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(new URL(`../../../problems/txn-online/${name}.ts`, import.meta.url), {
    problem,
    sandbox,
    cases: problem.cases.train,
    audit,
  });

describe('dishonest policies in the sandbox', () => {
  test.each([
    'answers-later',
    'answers-nan',
    'picks-halves',
    'picks-negative',
    'picks-outside',
    'remembers-streams',
    'reports-itself',
  ])('%s has no score', async (name) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({ status: 'rejected' });
  });

  test.each(['mutates-window', 'keeps-window', 'pollutes-prototypes', 'detaches-window'])(
    '%s gets what the order of arrival gets, or nothing',
    async (name) => {
      const evaluation = await onTrain(`policies/exploits/${name}`);
      if (evaluation.status === 'rejected') return;
      const honest = scored(await onTrain('policies/baselines/fifo'));
      expect(scored(evaluation).cases.map(({ value }) => value)).toEqual(
        honest.cases.map(({ value }) => value),
      );
    },
  );

  test('a stream that is skipped counts as run one after another', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-streams'));
    const train = await problem.cases.train();
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped.length).toBeGreaterThan(0);
    for (const { id, value } of skipped) {
      const stream = train.find((one) => one.id === id);
      expect(stream && problem.objective.worst(stream)).toBe(value);
    }
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/greedy');
  expect(await onTrain('policies/baselines/greedy', true)).toMatchObject(plain);
});

test('rules that look at makespans or delays beat those that do not', async () => {
  const fitness = async (name: string): Promise<number> =>
    scored(await onTrain(`policies/baselines/${name}`)).fitness;
  const looking = await Promise.all(
    ['earliest-start', 'least-delay', 'greedy', 'smf'].map(fitness),
  );
  const others = await Promise.all(['fifo', 'longest-first', 'random'].map(fitness));
  expect(Math.min(...looking)).toBeGreaterThan(Math.max(...others));
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
