import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as greedy from '../../../problems/cant-be-late/policies/baselines/greedy.ts';
import * as onDemand from '../../../problems/cant-be-late/policies/baselines/on-demand.ts';
import * as uniformProgress from '../../../problems/cant-be-late/policies/baselines/uniform-progress.ts';
import { clairvoyantCostUsd, worstCostUsd } from '../../../problems/cant-be-late/cases/bound.ts';
import { generateCases } from '../../../problems/cant-be-late/cases/generator.ts';
import type * as Declared from '../../../problems/cant-be-late/policy.d.ts';
import * as neverIdle from '../../../problems/cant-be-late/policies/seeds/never-idle.ts';
import * as opportunist from '../../../problems/cant-be-late/policies/seeds/opportunist.ts';
import * as waitThenOnDemand from '../../../problems/cant-be-late/policies/seeds/wait-then-on-demand.ts';
import { cheapestByTable, cheapestByTrial, costsOf, dice, scripted, smallJob } from './fixtures.ts';

/** The compiler checks here that they are what `policy.d.ts` declares. */
const shipped: readonly (typeof Declared)[] = [
  opportunist,
  neverIdle,
  waitThenOnDemand,
  onDemand,
  greedy,
  uniformProgress,
];

const policies = [...shipped, dice(1), scripted(['OD', 'SPOT']), scripted(['SPOT', 'OD', 'NONE'])];

test('the bound is the cheapest of all sequences of answers', () => {
  const ticks = 7;
  const jobs = fc
    .record({
      restartOverheadSeconds: fc.constantFrom(0, 72, 180, 360, 599, 600),
      spareSeconds: fc.integer({ min: 0, max: 3000 }),
      spotRuns: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 7 }),
      first: fc.constantFrom(0, 1),
      spotUsdPerHour: fc.constantFrom(0.5, 1, 2.5),
    })
    .map(({ spareSeconds, first, spotUsdPerHour, ...job }) => {
      const durationSeconds = ticks * 600 - job.restartOverheadSeconds - spareSeconds;
      const spotRuns = first === 1 ? job.spotRuns : [0, ...job.spotRuns];
      return { ...smallJob({ ...job, durationSeconds, spotRuns, ticks }), spotUsdPerHour };
    });
  fc.assert(
    fc.property(jobs, (workload) => {
      expect(clairvoyantCostUsd(workload)).toBeCloseTo(cheapestByTrial(workload, ticks), 9);
    }),
    { numRuns: 60 },
  );
});

test('an overhead longer than a tick is refused', () => {
  const workload = smallJob({
    durationSeconds: 600,
    restartOverheadSeconds: 601,
    spotRuns: [9],
    ticks: 9,
  });
  expect(() => clairvoyantCostUsd(workload)).toThrow(RangeError);
});

test('on longer jobs the bound agrees with a plain table of every state', () => {
  const jobs = fc
    .record({
      restartOverheadSeconds: fc.constantFrom(0, 60, 180, 360, 600),
      workTicks: fc.integer({ min: 1, max: 24 }),
      slackTicks: fc.integer({ min: 0, max: 12 }),
      spotRuns: fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 14 }),
    })
    .map(({ workTicks, slackTicks, ...job }) =>
      smallJob({
        ...job,
        durationSeconds: workTicks * 600 - 60,
        ticks: workTicks + 1 + slackTicks,
      }),
    );
  fc.assert(
    fc.property(jobs, (workload) => {
      expect(clairvoyantCostUsd(workload)).toBeCloseTo(cheapestByTable(workload), 9);
    }),
    { numRuns: 200 },
  );
});

test('no policy beats the bound, and none is more expensive than the worst value', () => {
  const cases = generateCases('law', 1);
  const costs = policies.map((exports) => costsOf(cases, exports));
  for (const [index, workload] of cases.entries()) {
    const ofCase = costs.map((column) => column[index] ?? NaN);
    expect(Math.min(...ofCase)).toBeGreaterThanOrEqual(clairvoyantCostUsd(workload) - 1e-9);
    expect(Math.max(...ofCase)).toBeLessThanOrEqual(worstCostUsd(workload) + 1e-9);
  }
});
