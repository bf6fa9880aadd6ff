import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Objective } from '../../src/core/case.ts';
import type { Evaluator, MeasuredCase, Measurement } from '../../src/core/evaluator.ts';
import type { Feature, Problem } from '../../src/core/problem.ts';
import type { IsolateSandbox } from '../../src/core/sandbox.ts';
import { metricFeature } from '../../src/sim/index.ts';
import {
  exploitGainsNothing,
  policyLaws,
  problemLaws,
  problemWorld,
} from '../../src/testing/problem-laws.ts';

const COST = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
const README =
  '# Toy\n## The decision and the model\n## Workloads\n## Metric, bound\n## Baselines\n## Cheating';

let folder = '';
const fileOf = (name: string): URL => pathToFileURL(path.join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-problem-'));
  const files = {
    'README.md': README,
    'policy.d.ts': 'export function choose(): number;\n',
    'empty.d.ts': 'export type Nothing = never;\n',
    'good.ts': 'export function choose() { return 4; }\n',
    'better.ts': 'export function choose() { return 3; }\n',
    'odd.ts': 'export function choose() { return 4; }\nexport function other() {}\n',
    'failing.ts': 'export function choose() { return 99; }\n',
    'exploit.ts': 'export function choose() { return -1; }\n',
    'imitator.ts': 'export function choose() { return 3; }\n',
    'winner.ts': 'export function choose() { return 2; }\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(fileOf(name), text);
});
afterAll(() => rm(folder, { recursive: true }));

/** A policy scores what it returns, on every case. Minimized; the bound is 0, the worst 10. */
const objective: Objective<{ readonly id: string }> = {
  metric: 'toy',
  direction: 'minimize',
  unit: 'points',
  bound: () => 0,
  worst: () => 10,
};

const evaluator: Evaluator = {
  name: 'toy',
  fingerprint: () => Promise.resolve('toy-1'),
  measure(source, { cases }) {
    const text = source.files[source.entry] ?? '';
    if (text.endsWith('(')) {
      return Promise.resolve({ status: 'rejected', reason: 'syntax', feedback: '', cost: COST });
    }
    const value = Number(/return (-?\d+)/.exec(text)?.[1] ?? 99);
    return Promise.resolve(
      measuredAt(
        value,
        cases.map(({ id }) => id),
      ),
    );
  },
};

function measuredAt(value: number, ids: readonly string[]): Measurement {
  const outcomes = ids.map((id, index): MeasuredCase => {
    // A policy that fails everywhere would have no score.
    const isValid = value <= 10 || index > 0;
    return isValid
      ? { id, valid: true, value: Math.min(value, 10), metrics: {} }
      : { id, valid: false, cause: 'invalid', note: '' };
  });
  return { status: 'measured', outcomes, cost: COST };
}

const sandbox: IsolateSandbox = {
  guarantees: [],
  run: () => Promise.reject(new Error('the toy needs no sandbox')),
  close: () => Promise.resolve(),
};

const feature = (value: number): Feature => ({
  name: 'toy',
  scale: { type: 'linear', bins: 2, range: [0, 1] },
  measure: () => value,
});

function toy(changes: Partial<Problem> = {}): Problem {
  return {
    name: 'toy',
    title: 'Toy',
    statement: 'Return a small number.',
    policy: { entry: 'policy.ts', declaration: fileOf('policy.d.ts') },
    seeds: [{ name: 'good', file: fileOf('good.ts') }],
    baselines: [{ name: 'better', file: fileOf('better.ts') }],
    cases: splits(['a', 'b'], ['c'], ['d']),
    objective,
    features: [feature(1)],
    evaluator,
    ...changes,
  };
}

function splits(...ids: readonly (readonly string[])[]): Problem['cases'] {
  const [train, validation, testing] = ids.map((list) => list.map((id) => ({ id, size: id })));
  return {
    train: () => train ?? [],
    validation: () => validation ?? [],
    test: () => testing ?? [],
  };
}

/** The toy's evaluator with other answers. */
const answering = (measure: Evaluator['measure']): Partial<Problem> => ({
  evaluator: { ...evaluator, measure },
});

describe('the laws of problems', () => {
  test.each(Object.entries(problemLaws))('a sound problem %s', async (_law, check) => {
    await expect(check(problemWorld(toy(), sandbox))).resolves.toBeUndefined();
  });

  const broken: readonly [
    law: keyof typeof problemLaws,
    how: string,
    says: RegExp,
    make: () => Partial<Problem>,
  ][] = [
    [
      'has a README on the decision, the model, the workloads, metric, bound, baselines and cheating',
      'it has no README',
      /ENOENT/,
      () => ({
        policy: { entry: 'policy.ts', declaration: new URL('elsewhere/policy.d.ts', fileOf('x')) },
      }),
    ],
    [
      'declares the functions of a policy',
      'the declaration has none',
      /to not deeply equal/,
      () => ({ policy: { entry: 'policy.ts', declaration: fileOf('empty.d.ts') } }),
    ],
    [
      'has cases in every split, each with an id of its own',
      'a split is empty',
      /cases of validation/,
      () => ({ cases: splits(['a'], [], ['d']) }),
    ],
    [
      'has cases in every split, each with an id of its own',
      'two cases share an id',
      /different ids in train/,
      () => ({ cases: splits(['a', 'a'], ['c'], ['d']) }),
    ],
    [
      'has workloads that JSON carries unchanged',
      'one holds an infinite number',
      /a of train/,
      () => ({
        cases: { ...splits([], ['c'], ['d']), train: () => [{ id: 'a', size: Infinity }] },
      }),
    ],
    [
      'shares next to no workload between train, validation and test',
      'a train case is in the test split',
      /share of test that is in a split before it/,
      () => ({ cases: splits(['a', 'b'], ['c'], ['b']) }),
    ],
    [
      'knows a finite worst value of every case, and a bound that is no worse',
      'the worst is infinite',
      /worst of a is Infinity/,
      () => ({ objective: { ...objective, worst: () => Infinity } }),
    ],
    [
      'knows a finite worst value of every case, and a bound that is no worse',
      'the bound is beyond the worst',
      /worst and bound of a/,
      () => ({ objective: { ...objective, bound: () => 11 } }),
    ],
    [
      'sets limits, if any, that are numbers above 0',
      'one of them is 0',
      /limits of train/,
      () => ({ limits: () => ({ maxSteps: 0 }) }),
    ],
    [
      'has an evaluator with a digest that stays',
      'it changes',
      /to be '1'/,
      () => {
        let count = 0;
        const fingerprint = (): Promise<string> => Promise.resolve(String((count += 1)));
        return { evaluator: { ...evaluator, fingerprint } };
      },
    ],
    [
      'rejects a text that is no program',
      'it gets a score',
      /to match object/,
      () => answering(() => Promise.resolve(measuredAt(10, ['a', 'b']))),
    ],
    [
      'gives a program that does nothing no better score than any seed',
      'it scores as well as can be',
      /less than or equal/,
      () =>
        answering((source, context) =>
          source.files[source.entry] === 'export {};'
            ? Promise.resolve(measuredAt(0, ['a', 'b']))
            : evaluator.measure(source, context),
        ),
    ],
  ];

  test.each(broken)('"%s" is broken when %s', async (law, ...[, says, make]) => {
    await expect(problemLaws[law](problemWorld(toy(make()), sandbox))).rejects.toThrow(says);
  });
});

describe('the laws of seeds and baselines', () => {
  const seed = (name: string): Problem['seeds'][number] => ({ name, file: fileOf(`${name}.ts`) });

  test.each(Object.entries(policyLaws))('a sound seed %s', async (_law, check) => {
    await expect(check(problemWorld(toy(), sandbox), seed('good'))).resolves.toBeUndefined();
  });

  const broken: readonly [
    law: keyof typeof policyLaws,
    how: string,
    says: RegExp,
    name: string,
    make?: () => Partial<Problem>,
  ][] = [
    ['exports exactly the declared functions', 'it exports more', /to deeply equal/, 'odd'],
    ['scores, and is valid on every case', 'it has no score', /exploit has no score/, 'exploit'],
    ['scores, and is valid on every case', 'it fails on its cases', /to deeply equal/, 'failing'],
    [
      'is measured the same twice',
      'the evaluator is noisy',
      /to deeply equal/,
      'good',
      () => {
        let value = 0;
        return answering(() => Promise.resolve(measuredAt((value += 1), ['a', 'b'])));
      },
    ],
    [
      'is on no case better than its bound or worse than its worst value',
      'the bound is too tight',
      /a: down to the bound/,
      'good',
      () => ({ objective: { ...objective, bound: ({ id }) => (id === 'a' ? 5 : 0) } }),
    ],
    [
      'is on no case better than its bound or worse than its worst value',
      'the worst is too mild',
      /a: 4 is worse than 3/,
      'good',
      () => ({ objective: { ...objective, worst: () => 3 } }),
    ],
    [
      'has finite features',
      'one is not',
      /to deeply equal/,
      'good',
      () => ({ features: [feature(Number.NaN)] }),
    ],
    [
      'has every metric that a feature reads',
      'one reads a misspelt metric',
      /there are toy[\s\S]*deeply equal/,
      'good',
      () => ({ features: [metricFeature('toi')] }),
    ],
  ];

  test.each(broken)('"%s" is broken when %s', async (law, ...[, says, name, make]) => {
    const world = problemWorld(toy(make?.()), sandbox);
    await expect(policyLaws[law](world, seed(name))).rejects.toThrow(says);
  });
});

describe('the law of exploits', () => {
  test.each(['exploit', 'failing', 'imitator'])('holds for %s', async (name) => {
    const world = problemWorld(toy(), sandbox);
    await expect(exploitGainsNothing(world, fileOf(`${name}.ts`))).resolves.toBeUndefined();
  });

  test('is broken by one that beats every honest policy', async () => {
    const world = problemWorld(toy(), sandbox);
    await expect(exploitGainsNothing(world, fileOf('winner.ts'))).rejects.toThrow(/-2 to be less/);
  });
});
