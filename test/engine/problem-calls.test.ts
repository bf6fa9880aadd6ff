import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import type { BoundedCase, Case } from '../../src/core/case.ts';
import type { Evaluator } from '../../src/core/evaluator.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { LimitOverrides } from '../../src/core/sandbox.ts';
import { createMeasure } from '../../src/engine/measure.ts';
import { noSandbox } from '../fixtures/no-sandbox.ts';
import { toyProblem } from './toy-run.ts';

const here = fileURLToPath(import.meta.url);
const policy = { entry: 'policy.ts', declaration: new URL('policy.d.ts', import.meta.url) };
const sound: Problem = {
  ...toyProblem,
  policy,
  cases: { train: () => [{ id: 'a' }], validation: () => [], test: () => [] },
};

/** Reads a split of the toy problem, with these members changed. */
async function read(
  changes: object,
  { split = 'train', data }: { split?: string; data?: string } = {},
): Promise<readonly BoundedCase[]> {
  const problem: Problem = { ...sound, ...changes };
  const sandboxes = { isolate: noSandbox };
  const measure = createMeasure({ problem, sandboxes, seed: '1', data });
  await measure.limits(split);
  return measure.cases(split);
}

function fail(): never {
  throw new TypeError('boom');
}

const cases = (train: unknown): object => ({ cases: { ...sound.cases, train } });

describe('a problem that throws is a PluginError with the place', () => {
  test.each([
    ['while it makes cases', cases(fail), /making the cases of train threw: boom/],
    [
      'while it makes cases, later',
      cases(() => Promise.resolve().then(fail)),
      /making the cases of train threw: boom/,
    ],
    [
      'in its bound',
      { objective: { ...sound.objective, bound: fail } },
      /the bound of case a threw: boom/,
    ],
    ['in its limits', { limits: fail }, /the limits of train threw: boom/],
    [
      'in its worst value',
      { objective: { ...sound.objective, worst: fail } },
      /the worst value of case a threw: boom/,
    ],
  ])('%s', async (_what, changes, says) => {
    const lines = (await readFile(here, 'utf8')).split('\n');
    const line = 1 + lines.findIndex((one) => one.includes("throw new TypeError('boom')"));
    await expect(read(changes)).rejects.toMatchObject({ code: 'E_PLUGIN', message: says });
    await expect(read(changes)).rejects.toThrow(`(${here}:${line}:9)`);
    await expect(read(changes)).rejects.toThrow(/^problem toy: /);
  });

  test('while it loads original data', async () => {
    const loading = read({ load: fail }, { data: '/data' });
    await expect(loading).rejects.toMatchObject({
      code: 'E_PLUGIN',
      message: expect.stringContaining(`loading the data in /data threw: boom (${here}:`),
    });
  });
});

test('data that cannot be read are the fault of who named the folder', async () => {
  const load = (folder: string): Promise<never> => readFile(`${folder}/a.csv`).then(fail);
  await expect(read({ load }, { data: '/nowhere' })).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringMatching(/^cannot load the data of toy: ENOENT/),
  });
  const bad = new ConfigError('a.csv:3: no number');
  await expect(read({ load: () => Promise.reject(bad) }, { data: '/d' })).rejects.toMatchObject({
    message: 'cannot load the data of toy: a.csv:3: no number',
  });
});

test.each([
  ['no list', undefined, /split train of toy is no list/],
  ['an empty one', [], /split train of toy is empty/],
  ['a case without an id', [{ id: 'a' }, {}], /has no id at position 1/],
  ['a case that is none', [null], /has no id at position 0/],
  ['two cases of one id', [{ id: 'a' }, { id: 'a' }], /has two cases with the id "a"/],
])('%s in the place of cases is a PluginError', async (_what, train, says) => {
  const reading = read(cases(() => train));
  await expect(reading).rejects.toMatchObject({ code: 'E_PLUGIN', message: says, hint: /./ });
});

test('cases of a sound problem come with bound and worst value', async () => {
  expect(await read({})).toEqual([{ workload: { id: 'a' }, bound: undefined, worst: 10 }]);
});

describe('the limits of a problem', () => {
  const sizes = { cases: { ...sound.cases, train: () => [{ id: 'a' }, { id: 'long' }] } };
  const byLength = (found: readonly Case[]): LimitOverrides => ({
    maxSteps: 100 * Math.max(...found.map(({ id }) => id.length)),
    memoryMb: 64,
  });

  /** The limits that reach the evaluator on some cases of the split. */
  async function limitsOn(positions: readonly number[], given?: LimitOverrides): Promise<unknown> {
    let seen: unknown;
    const evaluator: Evaluator = {
      ...sound.evaluator,
      measure(_source, { limits }) {
        seen = limits;
        const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
        return Promise.resolve({ status: 'measured', outcomes: [], cost });
      },
    };
    const problem: Problem = { ...sound, ...sizes, limits: byLength, evaluator };
    const sandboxes = { isolate: noSandbox };
    const measure = createMeasure({ problem, sandboxes, seed: '1', limits: given });
    const source = { entry: 'policy.ts', files: {} };
    await measure({ source, split: 'train', cases: positions }, AbortSignal.timeout(10_000));
    return seen;
  }

  test('are those of the whole split, whichever cases are measured', async () => {
    expect(await limitsOn([0])).toEqual({ maxSteps: 400, memoryMb: 64 });
    expect(await limitsOn([0, 1])).toEqual({ maxSteps: 400, memoryMb: 64 });
  });

  test('come after those of the run', async () => {
    const given = { maxSteps: 7, memoryMb: undefined };
    expect(await limitsOn([1], given)).toEqual({ maxSteps: 7, memoryMb: 64 });
  });

  test.each([
    ['nothing', undefined, /the limits of split train are undefined/],
    ['an unknown limit', { steps: 5 }, /have an unknown member "steps"/],
    ['no number', { maxSteps: '5' }, /say maxSteps: 5/],
    ['NaN, as the most of no cases is', { maxSteps: Number.NaN }, /say maxSteps: NaN/],
    ['0', { cpuSeconds: 0 }, /say cpuSeconds: 0/],
  ])('that are %s are a PluginError', async (_what, made, says) => {
    const reading = read({ limits: () => made });
    await expect(reading).rejects.toMatchObject({ code: 'E_PLUGIN', message: says });
  });
});
