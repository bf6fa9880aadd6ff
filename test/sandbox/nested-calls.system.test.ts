import { afterAll, describe, expect, test } from 'vitest';
import { TOO_DEEP } from '../../src/core/nested-calls.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { runPolicy, type JobOptions } from './jobs.ts';
import { NESTED_CALL_ROWS } from './nested-call-rows.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const UNCOUNTED = { limits: { maxSteps: 1e12, cpuSeconds: 120, memoryMb: 512 } };
const COUNTED = { limits: { maxSteps: 7e8, cpuSeconds: 120, memoryMb: 512 } };
const WORK = 'export const work = (n) => { go(n); return n };';
const WARM =
  'export const work = (n) => { for (let i = 0; i < 100000; i++) go(i % 4); go(n); return n };';

/** What became of a case for each amount: `true`, or why it failed. */
async function verdicts(
  text: string,
  amounts: readonly number[],
  options: JobOptions = UNCOUNTED,
): Promise<unknown[]> {
  const cases = amounts.map((amount, index) => ({ id: `c${index}`, amount }));
  const result = await runPolicy(sandbox, text, { simulation: 'steps', cases, ...options });
  if (result.status !== 'returned') throw new Error(JSON.stringify(result));
  return result.outcomes.map((one) => one.valid || one.note);
}

/** The last amount of which a policy goes as deep as it may. */
async function deepest(text: string): Promise<number> {
  const coarse = Array.from({ length: 101 }, (_, at) => at * 100);
  const hundred = (await verdicts(text, coarse)).findLastIndex((one) => one === true) * 100;
  const fine = Array.from({ length: 100 }, (_, at) => hundred + at);
  return hundred + (await verdicts(text, fine)).findLastIndex((one) => one === true);
}

describe('calls that nest', () => {
  test.each(NESTED_CALL_ROWS)('by %s have one limit, however they run', async (_, text) => {
    const last = await deepest(text + WORK);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(10_000);
    const amounts = [1, Math.floor(last / 2), last - 1, last, last + 1, last + 2, 2 * last, last];
    const wanted = [true, true, true, true, TOO_DEEP, TOO_DEEP, TOO_DEEP, true];
    expect(await verdicts(text + WORK, amounts)).toEqual(wanted);
    expect(await verdicts(text + WORK, amounts, COUNTED)).toEqual(wanted);
  });
});
