import { createNativePolicy } from 'adrs/sim';
import { describeProblem } from 'adrs/testing';
import { expect, test } from 'vitest';
import { problem } from '../../problems/idle-timer/problem.ts';
import { port, simulate } from '../../problems/idle-timer/simulation/index.ts';
import * as idle from '../../problems/idle-timer/cases/workload.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

describeProblem(problem, {
  exploits: new URL('policies/exploits/', problem.policy.declaration),
  createSandbox: () => createSandbox({ workers: 1 }),
});

/** What a policy with one timeout needs in a case. */
function joulesOf(workload: idle.IdleCase, timeout: number): number {
  const exports = { createPolicy: () => ({ timeout: () => timeout }) };
  return simulate(workload, createNativePolicy(port, exports)).value;
}

const { idleWatts, wakeJoules } = idle.MACHINE;

test('a period shorter than the timeout costs its length, a longer one the timeout and a wake-up', () => {
  const workload = { id: 'two', group: '', periods: [3, 100] };
  expect(joulesOf(workload, 7)).toBe(((3 + 7) * idleWatts + wakeJoules) / 2);
});

test('break-even needs at most twice the energy of a policy that knows the future', () => {
  for (const workload of idle.generateCases('law', 40)) {
    const most = 2 * idle.clairvoyantJoules(workload);
    expect(joulesOf(workload, wakeJoules / idleWatts)).toBeLessThanOrEqual(most);
  }
});
