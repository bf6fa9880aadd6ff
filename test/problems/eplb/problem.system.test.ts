import { afterAll, describe, expect, test } from 'vitest';
import { problem } from '../../../problems/eplb/problem.ts';
import type { CaseSet } from '../../../src/core/problem.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import type { ExpertCase } from '../../../problems/eplb/cases/workload.ts';
import { measure } from '../measure.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL => new URL(`../../../problems/eplb/${name}.ts`, import.meta.url);
const on = (
  name: string,
  cases: CaseSet<ExpertCase> | undefined,
  audit = false,
): Promise<Evaluation> => measure(fileOf(name), { problem, sandbox, cases, audit });
const { train } = problem.cases;

describe('the published shapes in the sandbox', () => {
  test("DeepSeek's balancer has about the published balance of 256 experts", async () => {
    const { metrics } = scored(await on('policies/baselines/deepseek', problem.cases['full256']));
    expect(Math.abs((metrics['gpuBalance'] ?? 0) - 0.66)).toBeLessThan(0.015);
    expect(Math.abs((metrics['slotBalance'] ?? 0) - 0.25)).toBeLessThan(0.015);
  });

  test('greedy replication dealt out forth and back has that of 64 experts', async () => {
    const { metrics } = scored(
      await on('policies/baselines/global-snake', problem.cases['full64']),
    );
    expect(Math.abs((metrics['gpuBalance'] ?? 0) - 0.72)).toBeLessThan(0.015);
    expect(Math.abs((metrics['slotBalance'] ?? 0) - 0.285)).toBeLessThan(0.015);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    'answers-later',
    'drops-hot-experts',
    'invents-experts',
    'leaves-slots-empty',
    'minus-one-ids',
    'remembers-cases',
  ])('%s has no score', async (name) => {
    expect(await on(`policies/exploits/${name}`, train)).toMatchObject({ status: 'rejected' });
  });

  test.each([
    'keeps-the-views',
    'patches-the-realm',
    'peeks-ahead',
    'reports-itself',
    'writes-over-the-load',
  ])('%s is worth the honest maps it gives, and no more', async (name) => {
    const { fitness } = scored(await on('policies/baselines/round-robin', train));
    expect(scored(await on(`policies/exploits/${name}`, train)).fitness).toBe(fitness);
  });

  test.each(['splits-groups', 'stacks-duplicates'])(
    '%s loses every case with a hierarchy',
    async (name) => {
      const { cases } = scored(await on(`policies/exploits/${name}`, train));
      const workloads = await train();
      expect(cases.map(({ valid }) => valid)).toEqual(
        workloads.map(({ shape }) => !shape.isHierarchical),
      );
      const lost = cases.filter(({ valid }) => !valid);
      expect(lost.map(({ value }) => value)).toEqual(lost.map(() => 0));
    },
  );
});

describe('a replay of the recorded maps', () => {
  test('gives the same score', async () => {
    const { cost: _cost, ...plain } = await on('policies/baselines/forecast', train);
    expect(await on('policies/baselines/forecast', train, true)).toMatchObject(plain);
  });

  test('gives the recorded time of a timed case as well', async () => {
    const evaluation = scored(
      await on('policies/baselines/deepseek', problem.cases['timed64'], true),
    );
    expect(evaluation.metrics['timeRatio']).toBeGreaterThan(0);
  });
});

test('a score knows no time unless the case is timed', async () => {
  const { metrics, feedback } = scored(await on('policies/seeds/equal-copies', train));
  expect(metrics).not.toHaveProperty('timeRatio');
  expect(feedback).toMatch(/layer \d+, GPU \d+ has [\d.]+ of the mean; its expert \d+/);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
