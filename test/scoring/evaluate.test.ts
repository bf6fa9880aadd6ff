import { describe, expect, test } from 'vitest';
import type { Objective } from '../../src/core/case.ts';
import { PluginError } from '../../src/core/errors.ts';
import type { Evaluation } from '../../src/core/program.ts';
import { createRng } from '../../src/core/rng.ts';
import { evaluate } from '../../src/scoring/evaluate.ts';
import { requireNoFault } from '../../src/scoring/faults.ts';
import { jsonEvaluator } from './toy-evaluator.ts';

const sandboxes = {
  isolate: {
    guarantees: [],
    run: () => Promise.reject(new Error('nothing runs here')),
    close: () => Promise.resolve(),
  },
};

interface Setting {
  readonly direction?: 'minimize' | 'maximize';
  readonly bound?: number;
  readonly ids?: readonly string[];
}

/** Cases `a` and `b` with the worst value 100, or -100 when higher is better. */
function evaluated(
  answers: object | string,
  { direction = 'minimize', bound, ids = ['a', 'b'] }: Setting = {},
): Promise<Evaluation> {
  const worst = direction === 'minimize' ? 100 : -100;
  const objective: Objective<never> = { metric: 'm', direction, unit: 's', worst: () => worst };
  const text = typeof answers === 'string' ? answers : JSON.stringify(answers);
  const cases = ids.map((id) => ({ workload: { id, group: 'g' }, bound, worst }));
  const source = { entry: 'policy.json', files: { 'policy.json': text } };
  const signal = new AbortController().signal;
  const context = { cases, rng: createRng(1), sandboxes, signal };
  return evaluate({ evaluator: jsonEvaluator, objective }, source, context);
}

describe('any evaluator', () => {
  test.each([
    ['minimize', -2],
    ['maximize', 2],
  ] as const)('has a fitness that is better when higher: %s', async (direction, fitness) => {
    expect(await evaluated({ a: 1, b: 3 }, { direction })).toMatchObject({
      status: 'scored',
      fitness,
      standardError: 1,
      metrics: { m: 2, 'm/g': 2 },
    });
  });

  test.each([
    ['minimize', 10, 1],
    ['maximize', 10, 11],
  ] as const)('is quarantined when better than a bound: %s', async (direction, bound, value) => {
    expect(await evaluated({ a: value, b: value }, { direction, bound })).toMatchObject({
      status: 'quarantined',
      reason: 'better than a proven bound',
      evidence: { mean: value, bound },
    });
  });

  test.each([
    ['minimize', { a: 101, b: 1 }, 'case a: 101 is worse than 100'],
    ['maximize', { a: 1, b: -100.5 }, 'case b: -100.5 is worse than -100'],
    ['minimize', { a: 100, b: 1 + 1e12 }, 'case b: 1000000000001 is worse than 100'],
    ['minimize', { a: [99, 105], b: 1 }, 'case a: 102 is worse than 100'],
  ] as const)(
    'is at fault where failing would be better: %s %j',
    async (direction, answers, fault) => {
      expect(await evaluated(answers, { direction })).toMatchObject({
        status: 'rejected',
        reason: 'evaluator-fault',
        feedback: expect.stringContaining(fault),
      });
    },
  );

  test('may answer the worst value itself, up to rounding, and a failure with anything', async () => {
    expect(await evaluated({ a: 100 + 1e-9, b: 100 })).toMatchObject({ status: 'scored' });
    expect(await evaluated({ a: 1 })).toMatchObject({ status: 'scored', metrics: { m: 50.5 } });
  });

  test('gives a case without an outcome its worst value', async () => {
    expect(await evaluated({ b: 2 })).toMatchObject({
      fitness: -51,
      cases: [
        { id: 'a', value: 100, valid: false, note: 'no outcome' },
        { id: 'b', value: 2, valid: true },
      ],
    });
  });

  test('may answer in any order, and its cases stand in theirs', async () => {
    expect(await evaluated({ extra: ['b', 'a'] })).toMatchObject({
      cases: [{ id: 'a' }, { id: 'b' }],
    });
  });

  test('rejects a candidate that fails everywhere, by its gravest failure', async () => {
    expect(await evaluated({})).toMatchObject({ status: 'rejected', reason: 'invalid' });
    expect(await evaluated({ a: 'late' })).toMatchObject({
      status: 'rejected',
      reason: 'timed-out',
    });
  });

  test('counts the mean of repeated measurements and keeps them in their order', async () => {
    expect(await evaluated({ a: [3, 1, 2], b: [4] })).toMatchObject({
      fitness: -3,
      cases: [{ value: 2, repeats: [3, 1, 2] }, { value: 4 }],
    });
    const alone = await evaluated({ a: [3, 1, 2] }, { ids: ['a'] });
    expect(alone).toMatchObject({ fitness: -2, standardError: expect.closeTo(1 / Math.sqrt(3)) });
  });

  test.each([
    ['not a number', { a: 'NaN', b: 1 }, /evaluator json|json: case a: NaN as value/],
    ['an infinity among repeats', '{"a": [1, 1e999], "b": 1}', /case a: Infinity as value/],
    ['no repeat', { a: [], b: 1 }, /case a: no measurement/],
    ['a failure of its own', { a: 'broken', b: 1 }, /cannot measure a/],
  ])('is to blame, and not the candidate, for %s', async (_, answers, says) => {
    const evaluation = await evaluated(answers);
    expect(evaluation).toMatchObject({
      status: 'rejected',
      reason: 'evaluator-fault',
      feedback: expect.stringMatching(says),
    });
    expect(() => requireNoFault(evaluation, { name: 'seed:one', evaluator: 'json' })).toThrow(
      /evaluator json failed on seed:one/,
    );
  });

  test.each([
    ['a case that was not asked for', { a: 1, b: 1, extra: ['c'] }, /json returned case c/],
    [
      'two outcomes for one case',
      { a: 1, b: 1, extra: ['a'] },
      /json returned two outcomes for case a/,
    ],
  ])('stops the run with its name for %s', async (_, answers, says) => {
    const evaluation = evaluated(answers);
    await expect(evaluation).rejects.toThrow(PluginError);
    await expect(evaluation).rejects.toThrow(says);
  });
});
