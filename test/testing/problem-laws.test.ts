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
import { problemLaws } from '../../src/testing/problem/all-laws.ts';
import { exploitLaws } from '../../src/testing/problem/exploit-laws.ts';
import { requireLaw, Unjudged, type Law } from '../../src/testing/problem/law.ts';
import { policyLaws } from '../../src/testing/problem/policy-laws.ts';
import {
  createProblemWorld,
  type PolicyInWorld,
  type ProblemWorld,
} from '../../src/testing/problem/world.ts';

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

function worldOf(changes: Partial<Problem> = {}): ProblemWorld {
  return createProblemWorld(toy(changes), { sandbox, complaintsAbout: () => Promise.resolve([]) });
}

async function hold<S>(
  laws: readonly Law<S>[],
  { name, subject }: { readonly name: string; readonly subject: S },
): Promise<void> {
  const law = laws.find((one) => one.name === name);
  if (law === undefined) throw new Error(`there is no law "${name}"`);
  await requireLaw(law, { subject, folder });
}

test('every law has a name of its own, a meaning and something to do', () => {
  const all = [...problemLaws, ...policyLaws, ...exploitLaws];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { meaning, hint } of all) {
    expect(meaning).toMatch(/\.$/);
    expect(hint.length).toBeGreaterThan(10);
  }
});

describe('the laws of problems', () => {
  test.each(problemLaws.map((law) => [law.name, law] as const))(
    'a sound problem %s',
    async (_name, law) => {
      await expect(requireLaw(law, { subject: worldOf(), folder })).resolves.toBeUndefined();
    },
  );

  const broken: readonly [law: string, how: string, says: RegExp, make: () => Partial<Problem>][] =
    [
      [
        'has a README on the decision, the model, the workloads, metric, bound, baselines and cheating',
        'it has no README',
        /elsewhere\/README.md: there is no README/,
        () => ({
          policy: {
            entry: 'policy.ts',
            declaration: new URL('elsewhere/policy.d.ts', fileOf('x')),
          },
        }),
      ],
      [
        'declares the functions of a policy',
        'the declaration has none',
        /empty\.d\.ts: .*exports no function/,
        () => ({ policy: { entry: 'policy.ts', declaration: fileOf('empty.d.ts') } }),
      ],
      [
        'has cases in every split, each with an id of its own',
        'a split is empty',
        /split validation is empty/,
        () => ({ cases: splits(['a'], [], ['d']) }),
      ],
      [
        'has cases in every split, each with an id of its own',
        'two cases share an id',
        /split train has two cases with the id "a"/,
        () => ({ cases: splits(['a', 'a'], ['c'], ['d']) }),
      ],
      [
        'makes the same cases each time',
        'they are counted',
        /split train changes/,
        () => {
          let count = 0;
          const train = (): { id: string }[] => [{ id: String((count += 1)) }];
          return { cases: { ...splits([], ['c'], ['d']), train } };
        },
      ],
      [
        'has workloads that JSON carries unchanged',
        'one holds an infinite number',
        /a of train: size is Infinity/,
        () => ({
          cases: { ...splits([], ['c'], ['d']), train: () => [{ id: 'a', size: Infinity }] },
        }),
      ],
      [
        'shares next to no workload between train, validation and test',
        'a train case is in the test split',
        /1 of 1 cases of test are in a split before it: b is b of train/,
        () => ({ cases: splits(['a', 'b'], ['c'], ['b']) }),
      ],
      [
        'knows a finite worst value of every case, and a bound that is no worse',
        'the worst is infinite',
        /the worst value of a of train is Infinity, and 1 more/,
        () => ({ objective: { ...objective, worst: () => Infinity } }),
      ],
      [
        'knows a finite worst value of every case, and a bound that is no worse',
        'the bound is beyond the worst',
        /the bound of a of train is 11, worse than its worst value 10/,
        () => ({ objective: { ...objective, bound: () => 11 } }),
      ],
      [
        'has seeds that differ',
        'two are one program',
        /seed twin is the same program as seed good/,
        () => ({ seeds: ['good', 'twin'].map((name) => ({ name, file: fileOf('good.ts') })) }),
      ],
      [
        'loads original data, or tells that the folder is wrong',
        'it throws what is no complaint about files',
        /it threw odd/,
        // oxlint-disable-next-line typescript/only-throw-error -- problems do
        () => ({ load: () => Promise.reject('odd') }),
      ],
      [
        'sets limits, if any, that are numbers above 0',
        'one of them is 0',
        /limits of train say maxSteps: 0/,
        () => ({ limits: () => ({ maxSteps: 0 }) }),
      ],
      [
        'has an evaluator with a digest that stays',
        'it changes',
        /the digest changes: 1, then 2/,
        () => {
          let count = 0;
          const fingerprint = (): Promise<string> => Promise.resolve(String((count += 1)));
          return { evaluator: { ...evaluator, fingerprint } };
        },
      ],
      [
        'is decided by case and policy alone',
        'the audit finds a leak',
        /audit of seed good: it leaks \(x\)/,
        () =>
          answering(async (source, context) => {
            const measurement = await evaluator.measure(source, context);
            const failedAudit = { reason: 'it leaks', evidence: { leak: 'x' } };
            if (context.audit !== true || measurement.status !== 'measured') return measurement;
            return { ...measurement, failedAudit };
          }),
      ],
      [
        'rejects a text that is no program',
        'it gets a score',
        /is measured/,
        () => answering(() => Promise.resolve(measuredAt(10, ['a', 'b']))),
      ],
      [
        'gives a program that does nothing no better score than any seed',
        'it scores as well as can be',
        /does nothing has fitness 0, the worst seed -4/,
        () =>
          answering((source, context) =>
            source.files[source.entry] === 'export {};'
              ? Promise.resolve(measuredAt(0, ['a', 'b']))
              : evaluator.measure(source, context),
          ),
      ],
    ];

  test.each(broken)('"%s" is broken when %s', async (name, ...[, says, make]) => {
    const subject = worldOf(make());
    await expect(hold(problemLaws, { name, subject })).rejects.toThrow(says);
  });

  test('a law that needs what another one tells is not judged', async () => {
    const subject = worldOf({ cases: splits([], ['c'], ['d']) });
    const name = 'rejects a text that is no program';
    await expect(hold(problemLaws, { name, subject })).rejects.toThrow(Unjudged);
  });
});

describe('the laws of seeds and baselines', () => {
  const subjectOf = (name: string, changes?: Partial<Problem>): PolicyInWorld => ({
    world: worldOf(changes),
    policy: { name, file: fileOf(`${name}.ts`) },
  });

  test.each(policyLaws.map((law) => [law.name, law] as const))(
    'a sound seed %s',
    async (_name, law) => {
      const context = { subject: subjectOf('good'), folder };
      await expect(requireLaw(law, context)).resolves.toBeUndefined();
    },
  );

  const broken: readonly [
    law: string,
    how: string,
    says: RegExp,
    name: string,
    make?: () => Partial<Problem>,
  ][] = [
    [
      'can be read, and exports exactly the declared functions',
      'it exports more',
      /odd\.ts: it exports other/,
      'odd',
    ],
    [
      'can be read, and exports exactly the declared functions',
      'there is no file',
      /there is no file .*none\.ts/,
      'none',
    ],
    [
      'scores, and is valid on every case',
      'it is rejected',
      /has no score: crashed: policy\.ts:3:1/,
      'good',
      () =>
        answering(() =>
          Promise.resolve({
            status: 'rejected',
            reason: 'crashed',
            feedback: 'policy.ts:3:1',
            cost: COST,
          }),
        ),
    ],
    [
      'scores, and is valid on every case',
      'it fails on its cases',
      /fails on 1 of 2 cases; a: invalid/,
      'failing',
    ],
    [
      'scores, and is valid on every case',
      'its evaluator throws',
      /the evaluator fails: .*no means/,
      'good',
      // oxlint-disable-next-line typescript/only-throw-error -- evaluators do
      () => answering(() => Promise.reject('no means')),
    ],
    [
      'is measured the same twice, whatever the order of the cases',
      'the evaluator is noisy',
      /2 of 2 cases came out differently .*: a had 1, then 2/,
      'good',
      () => {
        let value = 0;
        return answering(() => Promise.resolve(measuredAt((value += 1), ['a', 'b'])));
      },
    ],
    [
      'is on no case better than its bound',
      'the bound is too tight',
      /beats the bound on 1 of 2 cases; a: 4 is better than the bound 5/,
      'good',
      () => ({ objective: { ...objective, bound: ({ id }) => (id === 'a' ? 5 : 0) } }),
    ],
    [
      'is on no case worse than its worst value',
      'the worst is too mild',
      /a: 4 is worse than 3/,
      'good',
      () => ({ objective: { ...objective, worst: () => 3 } }),
    ],
    [
      'has finite features',
      'one is not',
      /feature toy answers NaN/,
      'good',
      () => ({ features: [feature(Number.NaN)] }),
    ],
    [
      'has every metric that a feature reads',
      'one reads a misspelt metric',
      /reads the metric "toi"; there are toy/,
      'good',
      () => ({ features: [metricFeature('toi')] }),
    ],
  ];

  test.each(broken)('"%s" is broken when %s', async (name, ...[, says, policy, make]) => {
    const subject = subjectOf(policy, make?.());
    await expect(hold(policyLaws, { name, subject })).rejects.toThrow(says);
  });

  test('types that do not fit are told at their place', async () => {
    const complaint = { file: 'policy.ts', line: 2, column: 5, message: 'odd types' };
    const world = createProblemWorld(toy(), {
      sandbox,
      complaintsAbout: () => Promise.resolve([complaint]),
    });
    const subject = { world, policy: { name: 'good', file: fileOf('good.ts') } };
    const name = 'has types that fit the declaration';
    await expect(hold(policyLaws, { name, subject })).rejects.toThrow(/good\.ts:2:5: odd types/);
  });
});

describe('the law of exploits', () => {
  const subjectOf = (name: string): PolicyInWorld => ({
    world: worldOf(),
    policy: { name, file: fileOf(`${name}.ts`) },
  });

  test.each(['exploit', 'failing', 'imitator'])('holds for %s', async (policy) => {
    const context = { name: 'gains nothing', subject: subjectOf(policy) };
    await expect(hold(exploitLaws, context)).resolves.toBeUndefined();
  });

  test('is broken by one that beats every honest policy', async () => {
    const context = { name: 'gains nothing', subject: subjectOf('winner') };
    await expect(hold(exploitLaws, context)).rejects.toThrow(/fitness -2, the best .* has -3/);
  });
});
