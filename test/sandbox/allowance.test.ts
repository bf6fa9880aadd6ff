import { expect, test } from 'vitest';
import { allowanceOf } from '../../src/sandbox/allowance.ts';
import { LIMITS } from './jobs.ts';

const limits = { ...LIMITS, maxSteps: 1e9, cpuSeconds: 30 };

test('a job has wall time in proportion to its cases, far beyond their processor time', () => {
  const [few, many] = [allowanceOf({ limits, count: 9 }), allowanceOf({ limits, count: 99 })];
  expect(few.caseCpuSeconds).toBe(30);
  expect(many.caseCpuSeconds).toBe(30);
  expect(few.wallMs).toBe(10_000 + 10 * 30_000 * 10);
  expect(many.wallMs).toBe(10_000 + 10 * 30_000 * 100);
});

test('a wall limit of one’s own takes the place of the backstop', () => {
  expect(allowanceOf({ limits: { ...limits, timeoutMs: 500 }, count: 9 }).wallMs).toBe(500);
});

test('a job that writes its decisions down has the time that this takes', () => {
  const plain = allowanceOf({ limits: { ...limits, timeoutMs: 500 }, count: 9 });
  const decisions = { mode: 'record' } as const;
  const recorded = allowanceOf({ limits: { ...limits, timeoutMs: 500 }, count: 9, decisions });
  expect(recorded.caseCpuSeconds).toBeGreaterThanOrEqual(20 * plain.caseCpuSeconds);
  expect(recorded.wallMs).toBeGreaterThanOrEqual(20 * plain.wallMs);
});

test('no number of cases makes a time that a timer cannot hold', () => {
  const decisions = { mode: 'record' } as const;
  expect(allowanceOf({ limits, count: 100_000, decisions }).wallMs).toBeLessThan(2 ** 31);
});

test('steps go uncounted for a time in which nothing can take all of them', () => {
  const { uncountedCpuSeconds } = allowanceOf({ limits, count: 9 });
  expect(uncountedCpuSeconds).toBeGreaterThan(0);
  // Not even with three steps in each third of a nanosecond.
  expect(uncountedCpuSeconds / 1e-10).toBeLessThan(limits.maxSteps);
});

test.each([
  ['the simulation reads them', { readsSteps: true }],
  ['the budget is too small for a look at the clock', { limits: { ...limits, maxSteps: 1e6 } }],
  ['the budget is beyond the processor time', { limits: { ...limits, maxSteps: 1e14 } }],
])('steps are counted from the start where %s', (_, changes) => {
  expect(allowanceOf({ limits, count: 9, ...changes }).uncountedCpuSeconds).toBe(0);
});

test('a replay runs no policy, whose steps could be counted', () => {
  const decisions = { mode: 'replay', tape: '' } as const;
  expect(allowanceOf({ limits, count: 9, decisions }).uncountedCpuSeconds).toBe(Infinity);
});
