import fc from 'fast-check';
import { createNativePolicy, createRng } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { highestScore } from '../../../problems/telemetry-repair/cases/bound.ts';
import { createCpythonRandom } from '../../../problems/telemetry-repair/cases/cpython-random.ts';
import { generateCases } from '../../../problems/telemetry-repair/cases/generator.ts';
import { TOPOLOGIES, type Network } from '../../../problems/telemetry-repair/cases/networks.ts';
import { distancesIn, loadsOf } from '../../../problems/telemetry-repair/cases/routing.ts';
import { port, simulate } from '../../../problems/telemetry-repair/simulation/index.ts';
import type { TelemetryCase } from '../../../problems/telemetry-repair/cases/workload.ts';
import { policyOf } from '../policy-file.ts';

const NAMES = [
  'policies/seeds/own-reading',
  'policies/seeds/other-end',
  'policies/seeds/nearer-to-balance',
  'policies/baselines/do-nothing',
  'policies/baselines/link-peer',
  'policies/baselines/larger-end',
  'policies/baselines/router-balance',
  'policies/baselines/consistent-flows',
];
const policies = await Promise.all(
  NAMES.map(async (name) => ({ name, exports: await policyOf('telemetry-repair', name) })),
);
const cases = generateCases('laws', 1);
const [first] = cases;
if (first === undefined) throw new Error('there is no case');

// Printed by CPython 3.
const GOLDEN_RANDOM = [0.6394267984578837, 0.025010755222666936, 0.27502931836911926];
const GOLDEN_SAMPLE = [
  7, 1, 17, 15, 14, 8, 6, 5, 27, 38, 0, 2, 33, 39, 16, 19, 29, 37, 31, 20, 22, 13, 26, 35, 34, 12,
  18, 23, 28, 21,
];
const GOLDEN_MIXED = [0.9929533105933265, 1, 1, 0.6509344730398537];
const GOLDEN_LATE = 0.14326043416332868;

/** Received and sent rate, status, and the confidence in both rates. */
type Answer = readonly number[];

/** Scores of an answer that is given, not computed. */
function outcomeOf(workload: TelemetryCase, answers: readonly Answer[]): { value: number } {
  const repair = (_links: unknown, _readings: unknown, answer: Float64Array): void => {
    for (const [at, value] of answers.flat().entries()) answer[at] = value;
  };
  return simulate(workload, createNativePolicy(port, { repair }));
}

/** The middle of what the true rates may be, with full confidence. */
function perfect({ low, high, up }: TelemetryCase): Answer[] {
  const middle = (counter: number): number => ((low[counter] ?? 0) + (high[counter] ?? 0)) / 2;
  return up.map((status, at) => [middle(2 * at), middle(2 * at + 1), status, 1, 1]);
}

/** One interface to hosts whose first counter is between 98 and 102 and whose second is 50. */
const ONE: TelemetryCase = {
  id: 'one',
  group: 'one',
  form: 'expected',
  router: [0],
  peer: [-1],
  reading: [100, 50],
  reportedUp: [1],
  low: [98, 50],
  high: [102, 50],
  up: [1],
  faulty: [0],
};
const PUBLISHED: TelemetryCase = { ...ONE, form: 'published', low: [100, 50], high: [100, 50] };

describe('the score', () => {
  test('of a perfect repair is the bound, in both forms', () => {
    for (const workload of [...cases, PUBLISHED]) {
      expect(outcomeOf(workload, perfect(workload)).value).toBeCloseTo(highestScore(workload), 12);
    }
    expect(highestScore(ONE)).toBeCloseTo(1 - (0.75 * 0.01) / 2, 12);
    expect(highestScore(PUBLISHED)).toBe(1);
  });

  test('counts the mean relative error over all that the true rate may be', () => {
    const truths = Array.from({ length: 40_000 }, (_, index) => 98 + (4 * (index + 0.5)) / 40_000);
    for (const rate of [0, 97, 98.5, 100, 101.9, 130, 1e9]) {
      const error = truths.reduce((sum, truth) => sum + Math.abs(rate - truth), 0) / 40_000 / 100;
      const { value } = outcomeOf(ONE, [[rate, 50, 1, Math.abs(rate - 100) <= 10 ? 1 : 0, 1]]);
      expect(value).toBeCloseTo(1 - 0.75 * (Math.min(error, 1) / 2), 8);
    }
  });

  test('of confidence is best at the true probability, whatever that is', () => {
    const right = (confidence: number): number =>
      outcomeOf(ONE, [[100, 50, 1, confidence, 1]]).value;
    const wrong = (confidence: number): number =>
      outcomeOf(ONE, [[150, 50, 1, confidence, 1]]).value;
    const grid = Array.from({ length: 21 }, (_, index) => index / 20);
    for (const chance of [0.05, 0.3, 0.5, 0.75, 0.95]) {
      const expected = grid.map((at) => chance * right(at) + (1 - chance) * wrong(at));
      expect(grid[expected.indexOf(Math.max(...expected))]).toBe(chance);
    }
  });

  test('of confidence as published pays two numbers only, 0.7 and just below 0.3', () => {
    const right = (at: number): number => outcomeOf(PUBLISHED, [[100, 50, 1, at, 1]]).value;
    const wrong = (at: number): number => outcomeOf(PUBLISHED, [[140, 50, 1, at, 1]]).value;
    const grid = Array.from({ length: 1001 }, (_, index) => index / 1000);
    for (const chance of [0.05, 0.3, 0.5, 0.77, 0.95]) {
      const expected = grid.map((at) => chance * right(at) + (1 - chance) * wrong(at));
      expect([0.299, 0.7]).toContain(grid[expected.indexOf(Math.max(...expected))]);
    }
  });

  test('has the published parts', () => {
    // Errors 0.1 and 1; accuracies 0.9 and 0; status wrong.
    const { value } = outcomeOf(PUBLISHED, [[110, 0, 0, 0.6, 0.4]]);
    expect(value).toBeCloseTo(0.75 * (1 - 0.55) + 0.2 * ((0.5 + 0.3 * 1.25) / 2), 12);
    const unsure = outcomeOf(PUBLISHED, [[110, 0, 1, 0.1, 0.1]]);
    expect(unsure.value).toBeCloseTo(0.75 * 0.45 + 0.05 + 0.2 * ((0.25 + 0.8) / 2), 12);
  });

  test.each([Number.NaN, Infinity, -Infinity, -1e-9])(
    'takes a rate of %d for missing: error 1, no calibration',
    (rate) => {
      for (const workload of [ONE, PUBLISHED]) {
        const { value } = outcomeOf(workload, [[rate, rate, 1, 0, 0]]);
        expect(value).toBeCloseTo(0.05, 12);
      }
    },
  );

  test('is zero for a policy that writes nothing, and no case is dropped', () => {
    for (const workload of cases) expect(outcomeOf(workload, []).value).toBe(0);
  });

  test.each([-0.01, 1.01, 1e9, Number.NaN])('gives nothing for a confidence of %d', (sure) => {
    const { value } = outcomeOf(PUBLISHED, [[100, 50, 1, sure, sure]]);
    expect(value).toBeCloseTo(0.8, 12);
  });

  test('takes any status but 0 and 1 for wrong', () => {
    for (const status of [0.5, 2, Number.NaN, -0.1]) {
      expect(outcomeOf(PUBLISHED, [[100, 50, status, 1, 1]]).value).toBeCloseTo(0.95, 12);
    }
  });
});

describe('the bound', () => {
  test('is exceeded by no repair', () => {
    const limit = highestScore(first);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const rng = createRng(seed);
        const answers = perfect(first).map(([received = 0, sent = 0, up = 0]) => [
          received * (1 + 0.02 * rng.normal()),
          sent * (1 + 0.02 * rng.normal()),
          up,
          1,
          rng.next() < 0.9 ? 1 : rng.next(),
        ]);
        expect(outcomeOf(first, answers).value).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 100 },
    );
  });

  test.each(policies)('$name stays below it', ({ exports }) => {
    for (const workload of cases) {
      const { value } = simulate(workload, createNativePolicy(port, exports));
      expect(value).toBeLessThan(highestScore(workload));
      expect(value).toBeGreaterThan(0);
    }
  });
});

describe('metamorphic', () => {
  const ORDERED = ['policies/baselines/router-balance', 'policies/baselines/consistent-flows'];

  test.each(policies.filter(({ name }) => !ORDERED.includes(name)))(
    'new numbers for routers and interfaces leave the score of $name unchanged',
    ({ exports }) => {
      for (const [index, workload] of cases.entries()) {
        const score = (one: TelemetryCase): number =>
          simulate(one, createNativePolicy(port, exports)).value;
        expect(score(renumbered(workload, index))).toBeCloseTo(score(workload), 9);
      }
    },
  );

  test('new numbers leave the score of an answer and the bound unchanged', () => {
    for (const [index, workload] of cases.entries()) {
      const other = renumbered(workload, index);
      expect(highestScore(other)).toBeCloseTo(highestScore(workload), 12);
      expect(outcomeOf(other, perfect(other)).value).toBeCloseTo(highestScore(workload), 12);
    }
  });

  test('received and sent may change places', () => {
    const turn = (values: readonly number[]): number[] =>
      values.map((_, at) => values[at ^ 1] ?? 0);
    const exports =
      policies.find(({ name }) => name === 'policies/seeds/nearer-to-balance')?.exports ?? {};
    for (const workload of cases) {
      const { reading, low, high } = workload;
      const turned = { ...workload, reading: turn(reading), low: turn(low), high: turn(high) };
      const score = (one: TelemetryCase): number =>
        simulate(one, createNativePolicy(port, exports)).value;
      expect(score(turned)).toBeCloseTo(score(workload), 9);
    }
  });
});

describe('routing', () => {
  // A square with sides of 1 and a slow diagonal from 0 to 2.
  const square: Network = {
    routers: 4,
    hasHosts: [true, true, true, true],
    links: [
      { from: 0, to: 1, length: 1 },
      { from: 1, to: 2, length: 1 },
      { from: 2, to: 3, length: 1 },
      { from: 3, to: 0, length: 1 },
      { from: 0, to: 2, length: 5 },
    ],
  };

  test('takes the shortest paths, in equal parts', () => {
    const demand = [
      [0, 0, 8, 0],
      [3, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    expect(loadsOf(square, demand)).toEqual([
      [4, 3],
      [4, 0],
      [0, 4],
      [0, 4],
      [0, 0],
    ]);
  });

  test.each(Object.entries(TOPOLOGIES))(
    'in a %s reaches everyone and keeps nothing',
    (_name, make) => {
      const rng = createRng('routing');
      const network = make(rng);
      expect(distancesIn(network).flat().every(Number.isFinite)).toBe(true);
      const demand = network.hasHosts.map((_, from) =>
        network.hasHosts.map((__, to) => (from === to ? 0 : rng.next())),
      );
      const surplus = demand.map((row, at) => {
        const leaves = demand.reduce((sum, other) => sum + (other[at] ?? 0), 0);
        return row.reduce((sum, one) => sum + one, 0) - leaves;
      });
      for (const [index, [forth, back]] of loadsOf(network, demand).entries()) {
        const { from = 0, to = 0 } = network.links[index] ?? {};
        surplus[from] = (surplus[from] ?? 0) + back - forth;
        surplus[to] = (surplus[to] ?? 0) + forth - back;
      }
      for (const rest of surplus) expect(rest).toBeCloseTo(0, 9);
    },
  );
});

describe('generated cases', () => {
  test('are equal for equal arguments and differ between splits', () => {
    expect(generateCases('laws', 1)).toEqual(cases);
    expect(generateCases('other', 1)).not.toEqual(cases);
  });

  test('hold to the laws: ends of links agree, routers keep nothing', () => {
    for (const { router, peer, low, high, up } of cases) {
      const surplus: number[] = [];
      const throughput: number[] = [];
      for (const [at, other] of peer.entries()) {
        for (const way of [0, 1]) {
          const counter = 2 * at + way;
          const rate = ((low[counter] ?? 0) + (high[counter] ?? 0)) / 2;
          const to = router[at] ?? 0;
          surplus[to] = (surplus[to] ?? 0) + (way === 0 ? rate : -rate);
          throughput[to] = (throughput[to] ?? 0) + rate;
          if (other < 0) continue;
          expect(peer[other]).toBe(at);
          expect(up[other]).toBe(up[at]);
          const far = 2 * other + 1 - way;
          const farRate = ((low[far] ?? 0) + (high[far] ?? 0)) / 2;
          expect(Math.abs(rate - farRate)).toBeLessThanOrEqual(0.0401 * Math.max(rate, farRate));
          expect(up[at] === 1 || rate + farRate === 0).toBe(true);
        }
      }
      for (const [at, rest] of surplus.entries()) {
        expect(Math.abs(rest)).toBeLessThanOrEqual(0.021 * (throughput[at] ?? 0));
      }
    }
  });

  test('read what is true to within 2 %, unless they are faulty', () => {
    for (const { reading, low, high, faulty } of cases) {
      const off = reading.filter((read, counter) => {
        const [from = 0, to = 0] = [low[counter], high[counter]];
        return faulty[counter >> 1] === 0 && (read < 0.979 * from || read > 1.021 * to);
      });
      expect(off).toEqual([]);
    }
  });

  test('have some counters in a hundred whose traffic no healthy interface counts', () => {
    const shares = cases.map(({ faulty, peer }) => {
      const lost = faulty.filter((one, at) => one === 1 && faulty[peer[at] ?? -1] !== 0);
      return lost.length / faulty.length;
    });
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(0.04);
    expect(mean).toBeLessThan(0.12);
  });

  test('have the published share of faults and the published median rate', () => {
    const many = generateCases('statistics', 3);
    const faulty = many.flatMap((one) => one.faulty);
    expect(faulty.filter((one) => one === 1).length / faulty.length).toBeCloseTo(0.2, 1);
    const rates = many.flatMap((one) => one.high).filter((rate) => rate > 0);
    const median = rates.toSorted((one, other) => one - other)[rates.length >> 1] ?? 0;
    expect(median).toBeGreaterThan(150);
    expect(median).toBeLessThan(300);
  });
});

describe('the random numbers of CPython', () => {
  test('are those of Python 3 for the same seeds', () => {
    const random = createCpythonRandom(42);
    expect([random.random(), random.random(), random.random()]).toEqual(GOLDEN_RANDOM);
    expect(createCpythonRandom(42).sample(40, 30)).toEqual(GOLDEN_SAMPLE);
    const seven = createCpythonRandom(7);
    const drawn = [seven.uniform(0.98, 1.02), seven.choice(4), seven.choice(2), seven.random()];
    expect(drawn).toEqual(GOLDEN_MIXED);
  });

  test('go on beyond the first 624 words', () => {
    const random = createCpythonRandom(42);
    for (let index = 0; index < 2000; index += 1) random.random();
    expect(random.random()).toBe(GOLDEN_LATE);
  });
});

/** The same network with other numbers for its routers and interfaces. */
function renumbered(workload: TelemetryCase, seed: number): TelemetryCase {
  const rng = createRng(seed);
  const order = rng.shuffle([...workload.router.keys()]);
  const names = rng.shuffle([...new Set(workload.router)].toSorted((one, other) => one - other));
  const pick = (values: readonly number[]): number[] => order.map((from) => values[from] ?? 0);
  const pairs = (values: readonly number[]): number[] =>
    order.flatMap((from) => [values[2 * from] ?? 0, values[2 * from + 1] ?? 0]);
  return {
    ...workload,
    router: pick(workload.router).map((name) => names[name] ?? 0),
    peer: pick(workload.peer).map((peer) => (peer < 0 ? -1 : order.indexOf(peer))),
    reading: pairs(workload.reading),
    reportedUp: pick(workload.reportedUp),
    low: pairs(workload.low),
    high: pairs(workload.high),
    up: pick(workload.up),
    faulty: pick(workload.faulty),
  };
}
