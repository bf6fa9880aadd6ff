import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as firstAvailable from '../../../problems/cant-be-late-multi/policies/baselines/first-available.ts';
import * as greedy from '../../../problems/cant-be-late-multi/policies/baselines/greedy.ts';
import * as onDemand from '../../../problems/cant-be-late-multi/policies/baselines/on-demand.ts';
import * as roundRobin from '../../../problems/cant-be-late-multi/policies/baselines/round-robin.ts';
import * as uniformSingle from '../../../problems/cant-be-late-multi/policies/baselines/uniform-progress-single.ts';
import * as uniform from '../../../problems/cant-be-late-multi/policies/baselines/uniform-progress.ts';
import {
  clairvoyantCostUsd,
  worstCostUsd,
} from '../../../problems/cant-be-late-multi/cases/bound.ts';
import { generateCases } from '../../../problems/cant-be-late-multi/cases/generator.ts';
import type * as Declared from '../../../problems/cant-be-late-multi/policy.d.ts';
import * as cheapestZone from '../../../problems/cant-be-late-multi/policies/seeds/cheapest-zone.ts';
import * as steadiestZone from '../../../problems/cant-be-late-multi/policies/seeds/steadiest-zone.ts';
import * as stayHome from '../../../problems/cant-be-late-multi/policies/seeds/stay-home.ts';
import type { Workload } from '../../../problems/cant-be-late-multi/cases/workload.ts';
import { cheapestByTrial, costsOf, dice, smallJob } from './fixtures.ts';

/** The compiler checks here that they are what `policy.d.ts` declares. */
const shipped: readonly (typeof Declared)[] = [
  stayHome,
  cheapestZone,
  steadiestZone,
  onDemand,
  greedy,
  roundRobin,
  firstAvailable,
  uniformSingle,
  uniform,
];

const TICKS = 6;
const price = fc.constantFrom(0.5, 1, 1.75);

/** Jobs of six ticks in two zones, with overheads of up to three ticks. */
function jobs(
  form: Workload['form'],
  moves: Workload['moves'],
  overheads: readonly number[] = [0, 72, 600, 720, 1200, 1500],
): fc.Arbitrary<Workload> {
  const runs = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 7 });
  return fc
    .record({
      restartOverheadSeconds: fc.constantFrom(...overheads),
      spareSeconds: fc.integer({ min: 0, max: 2400 }),
      spotRuns: fc.tuple(
        runs,
        runs.map((lengths) => [0, ...lengths]),
      ),
      spotPrices: fc.tuple(price, price, price).map(([a, b, c]) => [
        [3, a, 1, c],
        [1, b, 2, a, 1, c],
      ]),
    })
    .map(({ spareSeconds, ...job }) => {
      const room = TICKS * 600 - job.restartOverheadSeconds - spareSeconds;
      return smallJob({ ...job, durationSeconds: Math.max(room, 60), ticks: TICKS, form, moves });
    });
}

test.for(['restart', 'free'] as const)(
  'the bound is the cheapest of all sequences of answers where a move is %s',
  (moves) => {
    fc.assert(
      fc.property(jobs('honest', moves), (workload) => {
        const cheapest = cheapestByTrial(workload, { ticks: TICKS, answers: [0, 1, 4, 2] });
        expect(clairvoyantCostUsd(workload)).toBeCloseTo(cheapest, 9);
      }),
      { numRuns: 6 },
    );
  },
);

test('no sequence of answers beats the bound of the published form', () => {
  fc.assert(
    fc.property(jobs('published', 'free', [601, 720, 1200, 1500]), (workload) => {
      // Waiting in either zone, spot in either zone, on demand in the first.
      const cheapest = cheapestByTrial(workload, { ticks: TICKS, answers: [0, 3, 1, 4, 2] });
      expect(clairvoyantCostUsd(workload)).toBeLessThanOrEqual(cheapest + 1e-9);
    }),
    { numRuns: 3 },
  );
  const short = smallJob({ spotRuns: [[9], [9]], ticks: 9, form: 'published', moves: 'free' });
  expect(() => clairvoyantCostUsd(short)).toThrow(RangeError);
});

test('no policy beats the bound, and none is more expensive than the worst value', () => {
  const generated = generateCases('law', 1).slice(0, 4);
  const cases = generated.flatMap((workload): Workload[] => [
    workload,
    { ...workload, moves: 'free' },
    { ...workload, moves: 'free', form: 'published' },
  ]);
  const costs = [...shipped, dice(1), dice(2)].map((exports) => costsOf(cases, exports));
  for (const [index, workload] of cases.entries()) {
    const ofCase = costs.map((column) => column[index] ?? NaN);
    expect(Math.min(...ofCase)).toBeGreaterThanOrEqual(clairvoyantCostUsd(workload) - 1e-9);
    expect(Math.max(...ofCase)).toBeLessThanOrEqual(worstCostUsd(workload) + 1e-9);
  }
});

test('more freedom costs no more: free moves, one zone more, a later deadline', () => {
  for (const workload of generateCases('freedom', 1).slice(0, 3)) {
    const { zones, spotRuns, spotPrices, deadlineSeconds } = workload;
    const bound = clairvoyantCostUsd(workload);
    const less = zones.length - 1;
    const fewer = {
      ...workload,
      zones: zones.slice(0, less),
      spotRuns: spotRuns.slice(0, less),
      spotPrices: spotPrices.slice(0, less),
    };
    const later = { ...workload, deadlineSeconds: deadlineSeconds + 195 };
    expect(clairvoyantCostUsd({ ...workload, moves: 'free' })).toBeLessThanOrEqual(bound + 1e-9);
    expect(clairvoyantCostUsd(fewer)).toBeGreaterThanOrEqual(bound - 1e-9);
    expect(clairvoyantCostUsd(later)).toBeLessThanOrEqual(bound + 1e-9);
  }
});
