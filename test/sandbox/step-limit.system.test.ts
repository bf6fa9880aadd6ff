import { afterAll, describe, expect, test } from 'vitest';
import type { IsolateResult } from '../../src/core/sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { runPolicy, type JobOptions } from './jobs.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const limits = { maxEvents: 100, maxSteps: 1000 };
const cases = [10, 40, 90, 10].map((amount, index) => ({ id: `c${index}`, amount }));
const LOOP = 'export function work(n) { for (let i = 0; i < n; i += 1); return n }';

/** 4 for loading it, 15 for each call, 7 for each turn of its loop. */
function stepsOf(turns: number, calls: number): number {
  return 4 + calls * (15 + 7 * turns);
}

function run(text: string, changes: JobOptions = {}): Promise<IsolateResult> {
  return runPolicy(sandbox, text, {
    simulation: 'steps',
    readsSteps: true,
    cases,
    limits,
    ...changes,
  });
}

function outcomes(result: IsolateResult): unknown {
  if (result.status !== 'returned') throw new Error(JSON.stringify(result));
  return result.outcomes;
}

describe('a limit of steps', () => {
  test('counts a case on its own and fails the one that takes too many', async () => {
    expect(outcomes(await run(LOOP))).toMatchObject([
      { valid: true, value: stepsOf(10, 2), metrics: { half: stepsOf(10, 1) } },
      { valid: true, value: stepsOf(40, 2), metrics: { half: stepsOf(40, 1) } },
      { valid: false, note: expect.stringContaining('more than 1000 steps in one case') },
      { valid: true, value: stepsOf(10, 2) },
    ]);
  });

  test('cannot be caught', async () => {
    const text = `export function work(n) { try { for (let i = 0; i < n; i += 1); } catch {} return n }`;
    expect(outcomes(await run(text))).toMatchObject([
      { valid: true },
      { valid: true },
      { valid: false, note: 'more than 1000 steps in one case' },
      { valid: true },
    ]);
  });

  test.for([
    ['its own count', 'arguments[1].left = 1e9; arguments[1].allow?.(1e9);'],
    ['the arguments of its file', 'arguments[1] = () => {}; delete arguments[1];'],
    ['what it is called', 'for (const name of Object.keys(globalThis)) globalThis[name] = 0;'],
    [
      'the error',
      'RangeError.prototype.constructor = null; Object.defineProperty(Error, "prototype", {});',
    ],
  ])('holds for a policy that reaches for %s', async ([, attack]) => {
    const text = `try { ${attack} } catch {}\n${LOOP}`;
    const result = outcomes(await run(text));
    expect(result).toMatchObject([
      { valid: true },
      { valid: true },
      { valid: false, note: expect.stringContaining('more than 1000 steps') },
      { valid: true },
    ]);
  });

  test('counts the same in a record, and its replay ends alike without the policy', async () => {
    const recorded = await run(LOOP, { decisions: { mode: 'record' } });
    if (recorded.status !== 'returned') throw new Error(recorded.status);
    expect(recorded.outcomes).toEqual(outcomes(await run(LOOP)));
    const { tape = '' } = recorded;
    const replayed = await run('', { decisions: { mode: 'replay', tape } });
    expect(outcomes(replayed)).toEqual(recorded.outcomes);
    expect(recorded.leak).toBeUndefined();
  });

  test('that is caught is found in a replay too', async () => {
    const text = `export function work(n) { try { for (let i = 0; i < n; i += 1); } catch {} return n }`;
    const recorded = await run(text, { decisions: { mode: 'record' } });
    if (recorded.status !== 'returned') throw new Error(recorded.status);
    const replayed = await run('', { decisions: { mode: 'replay', tape: recorded.tape ?? '' } });
    expect(outcomes(replayed)).toEqual(recorded.outcomes);
  });

  test('holds, and shows nothing, where the simulation does not read the steps', async () => {
    expect(outcomes(await run(LOOP, { readsSteps: false }))).toMatchObject([
      { valid: true, value: 0, metrics: { half: 0 } },
      { valid: true, value: 0 },
      { valid: false, note: expect.stringContaining('more than 1000 steps in one case') },
      { valid: true, value: 0 },
    ]);
  });
});
