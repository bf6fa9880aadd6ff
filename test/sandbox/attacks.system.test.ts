import { availableParallelism, loadavg } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Evaluation } from 'adrs-lab';
import { policyWith } from './attack-policies.ts';
import { openProblems, type AttackedProblem } from './attack-problems.ts';
import type { AttackRow } from './attack-row.ts';
import { attackRows } from './attack-rows.ts';
import {
  complaintsAbout,
  MEMORY_MB,
  MAX_WORKERS,
  timeoutOf,
  type Attempt,
} from './attack-checks.ts';
import { designRows } from './design-attack-rows.ts';
import { lookAtWorkers, lookWhenSettled } from './worker-watch.ts';

const sandbox = createSandbox({ workers: 2 });
const problems = await openProblems(sandbox);
const LOOK_EVERY_MS = 40;
const rows = [...attackRows, ...designRows];

beforeAll(async () => {
  for (const problem of problems) await Promise.all([goldenOf(problem), goldenOf(problem)]);
});
afterAll(() => sandbox.close());

const goldenOf = (problem: AttackedProblem): Promise<Evaluation> =>
  problem.measure(problem.goldenText);

/** Runnable processes for each core: what the pool adds to a budget takes that many times longer. */
const busyness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

/** The attack and a good policy side by side, then two good ones, which also wait for new workers. */
async function attempt(row: AttackRow, text: string, problem: AttackedProblem): Promise<Attempt> {
  const before = lookAtWorkers();
  const limits = { timeoutMs: timeoutOf(row, problem), memoryMb: MEMORY_MB };
  const startedAt = performance.now();
  let wallMs = 0;
  let highestMb = before.largestMb;
  const looking = setInterval(() => {
    highestMb = Math.max(highestMb, lookAtWorkers().largestMb);
  }, LOOK_EVERY_MS);
  const attack = problem.measure(text, { limits }).finally(() => {
    wallMs = performance.now() - startedAt;
    clearInterval(looking);
  });
  const [evaluation, beside] = await Promise.all([attack, goldenOf(problem)]);
  const measured = evaluation.status === 'scored';
  const [again, next] = await Promise.all([
    measured ? problem.measure(text, { limits, audit: true }) : undefined,
    goldenOf(problem),
    measured ? undefined : goldenOf(problem),
  ]);
  const after = await lookWhenSettled(MAX_WORKERS);
  const around = { before, highestMb, after, beside, next, busyness: busyness() };
  return { row, evaluation, again, wallMs, timeoutMs: limits.timeoutMs, ...around };
}

test.runIf(process.platform === 'linux')('the workers are in sight', () => {
  const { workers, largestMb, descriptors } = lookAtWorkers();
  expect(workers).toBeGreaterThanOrEqual(2);
  expect(largestMb).toBeGreaterThan(30);
  expect(descriptors).toBeGreaterThan(5);
});

describe.each(problems)('against the evaluator of $name', (problem) => {
  const mine = rows.flatMap((row) => {
    const text = policyWith(row, problem.name);
    return text === undefined ? [] : [{ ...row, text }];
  });
  test.each(mine)('$id, $about, is held', async ({ text, ...row }) => {
    const seen = await attempt(row, text, problem);
    expect(complaintsAbout(seen, problem)).toEqual([]);
  });
});
