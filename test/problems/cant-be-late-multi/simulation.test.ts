import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRng } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import * as firstAvailable from '../../../problems/cant-be-late-multi/policies/baselines/first-available.ts';
import * as onDemand from '../../../problems/cant-be-late-multi/policies/baselines/on-demand.ts';
import * as roundRobin from '../../../problems/cant-be-late-multi/policies/baselines/round-robin.ts';
import * as uniform from '../../../problems/cant-be-late-multi/policies/baselines/uniform-progress.ts';
import { clairvoyantCostUsd } from '../../../problems/cant-be-late-multi/cases/bound.ts';
import {
  generateCases,
  generateMarkets,
  ZONES,
} from '../../../problems/cant-be-late-multi/cases/generator.ts';
import { readPublishedCases } from '../../../problems/cant-be-late-multi/cases/published.ts';
import { PRICE_RANGE, SCENARIOS } from '../../../problems/cant-be-late-multi/cases/scenarios.ts';
import type { Task } from '../../../problems/cant-be-late-multi/policy.d.ts';
import * as cheapestZone from '../../../problems/cant-be-late-multi/policies/seeds/cheapest-zone.ts';
import type { Workload } from '../../../problems/cant-be-late-multi/cases/workload.ts';
import {
  costsOf,
  dice,
  mean,
  runCase,
  scenarioMeans,
  scripted,
  smallJob,
  type Exports,
} from './fixtures.ts';
import { publicData } from '../public-data.ts';

const folder = publicData('cant-be-late');

describe.skipIf(folder === undefined)('on the published windows', async () => {
  // The body of a skipped group runs all the same.
  const splits = folder === undefined ? {} : await readPublishedCases(folder);
  const cases = splits['public']?.() ?? [];

  test('there are 34 runs in six scenarios, and windows the benchmark never shows', () => {
    expect(cases).toHaveLength(34);
    expect(splits['public-honest']?.()).toHaveLength(34);
    expect(splits['hidden']?.()).toHaveLength(36);
    expect([...Map.groupBy(cases, ({ group }) => group).keys()]).toEqual(
      SCENARIOS.map(({ name }) => name),
    );
    const zones = Object.fromEntries(cases.map(({ group, zones: of }) => [group, of]));
    for (const { name, zones: of } of SCENARIOS) expect(zones[name]).toEqual(of);
  });

  test('on demand from the start costs 890 ticks whatever the markets do', () => {
    expect(mean(costsOf(cases, onDemand))).toBeCloseTo((890 * 195 * 3.06) / 3600, 9);
  });

  // The prices were fitted to the published costs of this rule; its spot hours are what is checked.
  test.each([
    ['2_zones_same_region', 127.79],
    ['2_regions_east_west', 51.52],
    ['3_regions_diverse', 52.61],
    ['3_zones_same_region', 119.73],
    ['5_regions_high_diversity', 46.97],
    ['all_9_regions', 47.84],
  ])('the best published entry costs in %s what is published, %d USD', (scenario, usd) => {
    const means = scenarioMeans(cases, costsOf(cases, firstAvailable));
    expect(Math.abs((means[scenario] ?? NaN) - usd)).toBeLessThan(0.005);
  });

  test('the starting program, to which no price was fitted, costs the published 88.378 within 0.2 %', () => {
    const means = Object.values(scenarioMeans(cases, costsOf(cases, roundRobin)));
    expect(Math.abs(mean(means) / 88.378 - 1)).toBeLessThan(0.002);
    const weighted = cases.map(
      (one) => runCase(one, roundRobin).metrics?.['scenarioMeanUsd'] ?? NaN,
    );
    expect(mean(weighted)).toBeCloseTo(mean(means), 9);
  });
});

test('the layout of the benchmark itself is read, prices included', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'adrs-cblm-'));
  const data = [0, 0, 1, ...Array.from({ length: 1104 }, () => 0)];
  const prices = data.map((_, tick) => (tick < 4 ? 1.5 : 1.25));
  for (const zone of Object.keys(ZONES)) {
    await mkdir(path.join(home, `${zone}_v100_1`));
    for (let window = 0; window < 8; window += 1) {
      const file = path.join(home, `${zone}_v100_1`, `${window}.json`);
      await writeFile(file, JSON.stringify({ metadata: { gap_seconds: 195 }, data, prices }));
    }
  }
  const splits = await readPublishedCases(home);
  await rm(home, { recursive: true });
  const [first, ...others] = splits['public']?.() ?? [];
  expect(others).toHaveLength(33);
  expect(Object.keys(splits)).toEqual(['public', 'public-honest']);
  expect(first).toMatchObject({ form: 'published', moves: 'free', weight: 34 / 48 });
  expect(first?.spotRuns[0]).toEqual([2, 1, 1104]);
  expect(first?.spotPrices[1]).toEqual([4, 1.5, 1103, 1.25]);
});

test('a folder without the files is a clear error', async () => {
  await expect(readPublishedCases('/nowhere')).rejects.toMatchObject({ code: 'E_CONFIG' });
});

describe('the bill', () => {
  const job = smallJob({ spotRuns: [[1, 1, 7], [9]], ticks: 9 });
  const [SPOT_HERE, SPOT_THERE, ON_DEMAND] = [1, 4, 2];

  test('a spot tick costs what its zone asks at that tick', () => {
    const spotPrices = [
      [2, 1, 1, 1.75],
      [9, 1.25],
    ];
    const { value, metrics } = runCase(
      { ...job, spotRuns: [[9], [9]], spotPrices, restartOverheadSeconds: 0 },
      scripted([SPOT_HERE]),
    );
    expect(value).toBeCloseTo((1 + 1 + 1.75) / 6, 12);
    expect(metrics).toMatchObject({ spotHours: 0.5, launches: 1, moves: 0, preemptions: 0 });
  });

  test('as published, the first price of the last zone is that of all ticks', () => {
    const spotPrices = [
      [9, 1.5],
      [1, 0.75, 1, 3],
    ];
    const workload = { ...job, spotRuns: [[9], [9]], spotPrices, moves: 'free' as const };
    const answers = scripted([SPOT_HERE, SPOT_HERE, SPOT_HERE, SPOT_THERE]);
    const honest = runCase(workload, answers);
    const published = runCase({ ...workload, form: 'published' }, answers);
    expect(honest.value).toBeCloseTo((3 * 1.5 + 3) / 6, 12);
    expect(published.value).toBeCloseTo((4 * 0.75) / 6, 12);
  });

  test('a move costs a restart, unless moves are free', () => {
    const workload = { ...job, spotRuns: [[9], [9]], restartOverheadSeconds: 600 };
    const hopping = scripted([SPOT_HERE, SPOT_THERE]);
    expect(runCase(workload, hopping).metrics).toMatchObject({ moves: 4, guaranteeOverrides: 2 });
    const free = runCase({ ...workload, moves: 'free' }, hopping);
    expect(free.metrics).toMatchObject({
      launches: 1,
      moves: 3,
      onDemandHours: 0,
      finishHours: 4 / 6,
    });
  });

  test('a machine that is taken away owes its overhead again', () => {
    const { metrics } = runCase(job, scripted([SPOT_HERE]));
    // A tick of 540 s, one without a machine, then 540 and 600 s, and the rest of 120 s.
    expect(metrics).toMatchObject({ preemptions: 1, launches: 2, finishHours: 5 / 6 });
    expect(metrics?.['idleHours']).toBeCloseTo(1 / 6, 12);
  });

  test('overheads longer than a tick are sat out over several', () => {
    const workload = { ...job, restartOverheadSeconds: 1300 };
    const { value } = runCase(workload, scripted([ON_DEMAND]));
    expect(value).toBeCloseTo((6 * 3) / 6, 12);
  });

  test('an answer for a zone that does not exist is refused', () => {
    expect(() => runCase(job, scripted([7]))).toThrow('no such zone');
  });
});

test('no deadline is missed, whatever the answers', () => {
  for (const workload of generateCases('law', 2)) {
    for (const exports of [dice(1), dice(2), scripted([0]), scripted([1]), scripted([4, 1])]) {
      const { metrics } = runCase(workload, exports);
      expect(metrics?.['finishHours']).toBeLessThanOrEqual(52);
    }
  }
});

test('renumbering the zones changes nothing', () => {
  for (const workload of generateCases('relabel', 1).slice(0, 3)) {
    // No two prices are equal, so that the cheapest zone is the same whatever its number.
    const spotPrices = workload.spotPrices.map((pieces, zone) =>
      pieces.map((value, at) => (at % 2 === 1 ? value + 1e-6 * zone : value)),
    );
    const turned: Workload = {
      ...workload,
      zones: workload.zones.toReversed(),
      spotRuns: workload.spotRuns.toReversed(),
      spotPrices: spotPrices.toReversed(),
    };
    const plain = { ...workload, spotPrices };
    expect(clairvoyantCostUsd(turned)).toBeCloseTo(clairvoyantCostUsd(plain), 9);
    const [cost = NaN] = costsOf([plain], cheapestZone);
    expect(costsOf([turned], cheapestZone)[0]).toBeCloseTo(cost, 9);
  }
});

test('time before the start does not matter: a market shifted with its job costs the same', () => {
  for (const workload of generateCases('shift', 1).slice(0, 3)) {
    const { spotRuns, deadlineSeconds } = workload;
    const ticks = 40;
    // No market has a machine, so nobody runs by choice, and the deadline is as much later.
    const later: Workload = {
      ...workload,
      spotRuns: spotRuns.map((runs) => [0, ticks, ...runs]),
      spotPrices: workload.spotPrices.map((pieces) => [ticks, 1, ...pieces]),
      deadlineSeconds: deadlineSeconds + ticks * 195,
    };
    const patient = waitsFor(ticks * 195, workload);
    expect(costsOf([later], patient)[0]).toBeCloseTo(
      costsOf([workload], cheapestZone)[0] ?? NaN,
      9,
    );
    expect(clairvoyantCostUsd(later)).toBeLessThanOrEqual(clairvoyantCostUsd(workload) + 1e-9);
  }
});

test('doubling every price doubles the bill and the bound', () => {
  for (const workload of generateCases('double', 1).slice(0, 3)) {
    const spotPrices = workload.spotPrices.map((pieces) =>
      pieces.map((value, at) => (at % 2 === 1 ? 2 * value : value)),
    );
    const expensive = { ...workload, spotPrices, onDemandUsdPerHour: 6.12 };
    expect(clairvoyantCostUsd(expensive)).toBeCloseTo(2 * clairvoyantCostUsd(workload), 9);
    expect(costsOf([expensive], uniform)[0]).toBeCloseTo(
      2 * (costsOf([workload], uniform)[0] ?? NaN),
      9,
    );
  }
});

describe('the generator', () => {
  const names = Object.keys(ZONES);
  const ticks = 250_000;
  const markets = generateMarkets(names, createRng(5), ticks);

  test.for(names)('%s has the published availability and mean spells', (name) => {
    const market = markets[names.indexOf(name)] ?? new Uint8Array();
    const { upHours, downHours } = ZONES[name] ?? { upHours: NaN, downHours: NaN };
    let up = 0;
    let spells = 0;
    market.forEach((has, tick) => {
      up += has;
      if (has === 1 && market[tick - 1] !== 1) spells += 1;
    });
    const hours = (count: number): number => (count * 195) / 3600 / spells;
    expect(Math.abs(up / ticks - upHours / (upHours + downHours))).toBeLessThan(0.03);
    expect(Math.abs(hours(up) / upHours - 1)).toBeLessThan(0.15);
    expect(Math.abs(hours(ticks - up) / downHours - 1)).toBeLessThan(0.15);
  });

  test.each([
    ['us-east-1c', 'us-east-1d', 0.25, 0.6],
    ['us-east-2a', 'us-east-2b', 0.4, 0.7],
    ['us-west-2a', 'us-west-2c', 0.3, 0.6],
    ['us-east-1c', 'us-west-2c', -0.06, 0.06],
  ])('%s and %s are correlated between %d and %d', (...[one, other, from, to]) => {
    const [a, b] = [one, other].map((name) => markets[names.indexOf(name)] ?? new Uint8Array());
    const value = correlation(a ?? new Uint8Array(), b ?? new Uint8Array());
    expect(value).toBeGreaterThan(from);
    expect(value).toBeLessThan(to);
  });

  test('equal splits are equal and different splits share no market', () => {
    const traces = (split: string): string[] =>
      generateCases(split, 3).map(({ spotRuns }) => spotRuns.join('|'));
    expect(traces('train')).toEqual(traces('train'));
    const all = ['train', 'validation', 'test'].flatMap(traces);
    expect(new Set(all).size).toBe(all.length);
  });

  test('prices stay in the published range and change now and then', () => {
    for (const { spotPrices } of generateCases('prices', 3)) {
      const prices = spotPrices.flatMap((pieces) => pieces.filter((_, at) => at % 2 === 1));
      expect(Math.min(...prices)).toBeGreaterThanOrEqual(PRICE_RANGE.least);
      expect(Math.max(...prices)).toBeLessThanOrEqual(PRICE_RANGE.most);
      expect(prices.length).toBeGreaterThan(spotPrices.length);
    }
  });
});

/** The cheapest-zone seed in a job that starts later. */
function waitsFor(seconds: number, { deadlineSeconds }: Workload): Exports {
  return {
    createPolicy: (task: Task) => {
      const inner = cheapestZone.createPolicy({ ...task, deadlineSeconds });
      return {
        step: (...[now, hasSpot, usdPerHour]: Parameters<typeof inner.step>): number => {
          const elapsedSeconds = now.elapsedSeconds - seconds;
          return elapsedSeconds < 0
            ? 0
            : inner.step({ ...now, elapsedSeconds }, hasSpot, usdPerHour);
        },
      };
    },
  };
}

/** Of two series of 0 and 1. */
function correlation(one: Uint8Array, other: Uint8Array): number {
  let [ones, others, both] = [0, 0, 0];
  for (let tick = 0; tick < one.length; tick += 1) {
    const [a = 0, b = 0] = [one[tick], other[tick]];
    ones += a;
    others += b;
    both += a * b;
  }
  const [p, q] = [ones / one.length, others / one.length];
  return (both / one.length - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q));
}
