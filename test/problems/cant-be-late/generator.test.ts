import { createRng } from 'adrs-lab/sim';
import { expect, test } from 'vitest';
import {
  generateCases,
  generateWindow,
  MARKETS,
} from '../../../problems/cant-be-late/cases/generator.ts';

/** Availability, and mean spell with and without a machine in hours, published for the traces. */
const PUBLISHED: Readonly<Record<string, readonly [number, number, number]>> = {
  'us-west-2a_k80_8': [0.326, 1.57, 3.22],
  'us-west-2b_k80_1': [0.117, 1.61, 12.2],
  'us-west-2b_k80_8': [0.408, 1.08, 1.56],
  'us-west-2a_v100_1': [0.793, 4.05, 1.07],
  'us-west-2a_v100_8': [0.48, 1.16, 1.25],
  'us-west-2b_v100_1': [0.716, 2.7, 1.07],
};

test.for(MARKETS)('a long trace of $environment has the published statistics', (market) => {
  const [availability, upHours, downHours] = PUBLISHED[market.environment] ?? [NaN, NaN, NaN];
  const runs = generateWindow(market, createRng(11), 1_500_000);
  const up = runs.filter((run, index) => index % 2 === 0 && run > 0);
  const down = runs.filter((_, index) => index % 2 === 1);
  expect(total(up) / (total(up) + total(down))).toBeCloseTo(availability, 1.7);
  expect(Math.abs(total(up) / up.length / 6 / upHours - 1)).toBeLessThan(0.05);
  expect(Math.abs(total(down) / down.length / 6 / downHours - 1)).toBeLessThan(0.05);
  // The medians are far below the means: most spells are short and a few last for days.
  expect(median(up)).toBeLessThan((0.6 * total(up)) / up.length);
  expect(median(down)).toBeLessThan((0.6 * total(down)) / down.length);
});

test('windows start anywhere in a spell: the first tick has the availability of the market', () => {
  for (const market of MARKETS) {
    const { up, down } = market;
    const rng = createRng(3);
    const starts = Array.from({ length: 2000 }, (_, index) =>
      (generateWindow(market, rng.fork(index), 1)[0] ?? 0) > 0 ? 1 : 0,
    );
    expect(Math.abs(total(starts) / 2000 - up.mean / (up.mean + down.mean))).toBeLessThan(0.045);
  }
});

test('equal splits are equal and different splits share no trace', () => {
  const traces = (split: string): string[] =>
    generateCases(split, 2).map(({ spotRuns }) => spotRuns.join());
  expect(traces('train')).toEqual(traces('train'));
  const all = ['train', 'validation', 'test'].flatMap(traces);
  expect(new Set(all).size).toBe(all.length);
});

test('every window has something to decide', () => {
  for (const { spotRuns } of generateCases('train', 2)) {
    expect(spotRuns.filter((length) => length > 0).length).toBeGreaterThan(2);
  }
});

test('every case has an id of its own and a trace that reaches past the deadline', () => {
  const cases = generateCases('train', 2);
  expect(cases).toHaveLength(72);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(72);
  for (const { spotRuns, deadlineSeconds, gapSeconds } of cases) {
    expect(total(spotRuns) * gapSeconds).toBeGreaterThan(deadlineSeconds);
  }
});

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
