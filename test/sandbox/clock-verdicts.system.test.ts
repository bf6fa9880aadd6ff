import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import type { IsolateResult } from '../../src/core/sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { startBusy } from '../../bench/determinism/same-seed.ts';
import { ENDLESS, runPolicy, type JobOptions } from './jobs.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const LOOP =
  'export function work(n) { let s = 0; for (let i = 0; i < n; i += 1) s += i % 7; return s }';

function run(text: string, options: JobOptions = {}): Promise<IsolateResult> {
  return runPolicy(sandbox, text, { simulation: 'steps', ...options });
}

const casesOf = (...amounts: number[]): { id: string; amount: number }[] =>
  amounts.map((amount, index) => ({ id: `c${index}`, amount }));

function outcomes(result: IsolateResult): readonly unknown[] {
  if (result.status !== 'returned') throw new Error(JSON.stringify(result));
  return result.outcomes;
}

/** Steps of LOOP for an amount, counted from the start. */
async function stepsOf(amount: number): Promise<number> {
  const [outcome] = outcomes(await run(LOOP, { readsSteps: true, cases: casesOf(amount) }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the fixture answers
  return (outcome as { value: number }).value;
}

describe('whether steps were counted from the start', () => {
  test('does not show at the edge of the budget: its last step passes, and the next one fails', async () => {
    const [few, more] = [await stepsOf(1000), await stepsOf(2000)];
    const aTurn = (more - few) / 1000;
    const amount = Math.ceil(4e8 / aTurn);
    const exact = few + (amount - 1000) * aTurn;
    const cases = casesOf(amount);
    for (const [maxSteps, valid] of [
      [exact, true],
      [exact - 1, false],
    ] as const) {
      for (const readsSteps of [false, true]) {
        const limits = { maxSteps, cpuSeconds: 60 };
        const result = await run(LOOP, { cases, limits, readsSteps });
        expect(outcomes(result), `${maxSteps} ${readsSteps}`).toMatchObject([{ valid }]);
      }
    }
  });

  test.each([
    ['a result', 'export const work = (n) => n * Math.random()'],
    ['an error', 'export const work = (n) => { if (n > 10) null.x; return n }'],
    [
      'an error of many lines',
      'export const work = (n) => {\n  return [n].map((x) => {\n  x.y.z; }) }',
    ],
    ['a wrong answer', 'export const work = (n) => (n > 10 ? NaN : n)'],
    ['an overflow', 'export const work = (n) => work(n + 1)'],
    ['a module that throws', 'throw new TypeError("no"); export const work = (n) => n'],
    ['a module without end', 'for (;;); export const work = (n) => n'],
    ['a loop without end', 'export const work = (n) => { if (n > 10) for (;;); return n }'],
    [
      'a loop that catches',
      'export const work = (n) => { for (;;) { try { for (;;); } catch {} } }',
    ],
    ['calls without end', 'export const work = (n) => { const f = () => n; for (;;) f(); }'],
  ])('does not show in %s', async (_, text) => {
    const cases = casesOf(10, 20);
    const limits = { maxSteps: 3e8, cpuSeconds: 60 };
    const plain = await run(text, { cases, limits });
    const small = await run(text, { cases, limits, readsSteps: true });
    const hidden = ({ status, ...rest }: IsolateResult): unknown => ({
      ...rest,
      status,
      most: undefined,
      cpuSeconds: 0,
      outcomes: status === 'returned' && 'outcomes' in rest ? rest.outcomes.map(withoutValue) : [],
    });
    expect(hidden(plain)).toEqual(hidden(small));
    expect(plain).not.toHaveProperty('byClock');
  });
});

/** The fixture answers the steps themselves. */
function withoutValue(outcome: object): unknown {
  return 'note' in outcome ? outcome : 'valid';
}

describe('a policy that takes too much work', () => {
  test('ends the evaluation at its first such case, which says what was done before', async () => {
    const cases = casesOf(10, 2000, 1e15, 10);
    const limits = { maxSteps: 2e9, cpuSeconds: 60 };
    const result = await run(LOOP, { cases, limits });
    expect(result).toMatchObject({ status: 'rejected', reason: 'timed-out' });
    expect(result).not.toHaveProperty('byClock');
    expect(result).toHaveProperty(
      'feedback',
      expect.stringMatching(
        /more than 2000000000 steps[^;]*case c2 ended the evaluation; 2 of 4 cases were done before it; among them c1 took the most, \d+ steps/,
      ),
    );
  });

  test('fails one case after another where the budget is small', async () => {
    const limits = { maxSteps: 1000 };
    const cases = casesOf(1e15, 10, 1e15, 10);
    expect(outcomes(await run(LOOP, { cases, limits }))).toMatchObject([
      { valid: false, cause: 'timed-out' },
      { valid: true },
      { valid: false, cause: 'timed-out' },
      { valid: true },
    ]);
  });
});

describe('a policy that a clock ends', () => {
  const cases = casesOf(10, 20, 1e15, 10);

  test('used up the processor time of a case, and is marked', async () => {
    const result = await run(LOOP, { cases, limits: { ...ENDLESS, cpuSeconds: 0.3 } });
    expect(result).toMatchObject({ status: 'rejected', reason: 'timed-out', byClock: true });
    expect(result).toHaveProperty(
      'feedback',
      expect.stringMatching(
        /^case c2 used 0\.\d+ s of processor time, more than the 0\.3 s of a case; 2 of 4 cases were done before it/,
      ),
    );
    expect(result).not.toHaveProperty('feedback', expect.stringContaining('native'));
  });

  test('has as much processor time for each case, however many there are', async () => {
    // Each needs about a tenth of the limit; together they need more than it.
    const many = casesOf(...Array.from({ length: 20 }, () => 6e6));
    const result = await run(LOOP, { cases: many, limits: { ...ENDLESS, cpuSeconds: 0.2 } });
    expect(outcomes(result)).toHaveLength(20);
  });

  test('reached the backstop of wall time, and is marked', async () => {
    const result = await run(LOOP, { cases, limits: { ...ENDLESS, timeoutMs: 300 } });
    expect(result).toMatchObject({ status: 'rejected', reason: 'timed-out', byClock: true });
    expect(result).toHaveProperty(
      'feedback',
      expect.stringMatching(/time limit was reached.*2 of 4 cases/),
    );
  });

  test('was in a native loop only where it was in one', async () => {
    const text =
      'export const work = (n) => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)';
    const limits = { maxSteps: 1e18, cpuSeconds: 0.2 };
    const result = await run(text, { cases, limits });
    expect(result).toMatchObject({ reason: 'timed-out', byClock: true });
    expect(result).toHaveProperty('feedback', expect.stringContaining('in a native loop'));
  });
});

describe('a simulation', () => {
  const WORK = 'export const work = (n) => n * 2';
  const endless = (
    text: string,
    workload: object,
    limits = { maxSteps: 1e9, cpuSeconds: 0.3 },
  ): Promise<IsolateResult> =>
    runPolicy(sandbox, text, { simulation: 'endless', cases: [{ id: 'x', ...workload }], limits });

  test.each([
    ['after the policy has answered', { calls: 1, turns: 1e15 }],
    ['between many calls', { calls: 1000, turns: 1e7 }],
  ])('without end %s is the fault of the problem', async (_, workload) => {
    const result = await endless(WORK, workload);
    expect(result).toMatchObject({
      status: 'simulation-failed',
      message: expect.stringMatching(/case x took 0\.\d+ s .* no code of the policy ran/),
    });
  });

  test('that is slow, with a policy that never ends, is not blamed', async () => {
    const text = 'export const work = (n) => { if (n === 3) for (;;); return n }';
    const limits = { maxSteps: 1e8, cpuSeconds: 10 };
    expect(await endless(text, { calls: 10, turns: 1e4 }, limits)).toMatchObject({
      outcomes: [{ valid: false, cause: 'timed-out', note: expect.stringContaining('steps') }],
    });
  });
});

test('the processor time of a job is its own, however busy the machine is', async () => {
  const job = { cases: casesOf(3e8), limits: ENDLESS };
  const secondsOf = (result: IsolateResult): number => {
    if (result.status !== 'returned') throw new Error(result.status);
    return result.cpuSeconds;
  };
  const idle = secondsOf(await run(LOOP, job));
  using others = startBusy(6 * availableParallelism());
  const busy = secondsOf(await run(LOOP, job));
  expect(others.count).toBeGreaterThan(0);
  expect(idle).toBeGreaterThan(0.05);
  // A core that others share is slower, though never by as much as waiting for it takes.
  expect(busy).toBeLessThan(2.5 * idle);
});
