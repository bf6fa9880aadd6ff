import fc from 'fast-check';
import { createNativePolicy, PolicyFailure } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import {
  leastCostUsd,
  steinerPricePerGb,
  worstCostUsd,
} from '../../../problems/cloudcast/cases/bound.ts';
import { generateCases } from '../../../problems/cloudcast/cases/generator.ts';
import { port, simulate } from '../../../problems/cloudcast/simulation/index.ts';
import { billOf, type Plan } from '../../../problems/cloudcast/simulation/transfer.ts';
import type { Workload } from '../../../problems/cloudcast/cases/workload.ts';
import { createRng } from '../../../src/core/rng.ts';
import { cheapestTreeByForce, renumbered, smallCloud } from './fixtures.ts';
import { policyOf } from '../policy-file.ts';

const NAMES = [
  'policies/seeds/one-relay',
  'policies/seeds/cheapest-paths',
  'policies/seeds/discounted-paths',
  'policies/baselines/direct',
  'policies/baselines/dijkstra',
  'policies/baselines/path-heuristic',
  'policies/baselines/steiner',
  'policies/baselines/steiner-local',
];
const policies = await Promise.all(
  NAMES.map(async (name) => ({ name, exports: await policyOf('cloudcast', name) })),
);

/** Four regions in a row of cheap edges; everything else costs 1 USD a GB. */
const ROW: Workload = {
  ...smallCloud(0, 4, 2),
  destinations: [2, 3],
  pricePerGb: [0, 0.1, 1, 1, 1, 0, 0.1, 1, 1, 1, 0, 0.1, 1, 1, 1, 0],
  gbps: Array.from({ length: 16 }, (_, edge) => (edge % 5 === 0 ? 0 : 5)),
  ingressGbps: [8, 8, 8, 8],
  egressGbps: [8, 8, 8, 8],
};

const sameFor = (workload: Workload, paths: readonly number[][]): Plan =>
  paths.map((path) => Array.from({ length: workload.partitions }, () => path));
const answering = (answer: unknown): ReturnType<typeof createNativePolicy<typeof port>> =>
  createNativePolicy(port, { plan: () => answer });

describe('the bill', () => {
  test('an edge that two paths share is paid once for every partition', () => {
    const bill = billOf(
      ROW,
      sameFor(ROW, [
        [0, 1, 2],
        [0, 1, 2, 3],
      ]),
    );
    expect(bill.egressUsd).toBeCloseTo(100 * 0.3, 12);
    expect(bill).toMatchObject({ edgesUsed: 3, regionsUsed: 4 });
  });

  test('shared: an edge carries its partitions one after the other, 8 bits to a byte', () => {
    const { seconds, vmUsd } = billOf(
      ROW,
      sameFor(ROW, [
        [0, 1, 2],
        [0, 1, 2, 3],
      ]),
    );
    expect(seconds).toBeCloseTo((100 * 8) / 10, 12);
    expect(vmUsd).toBeCloseTo((4 * 2 * 0.54 * 80) / 3600, 12);
  });

  test('bottleneck: a partition has the edge to itself, and a gigabyte takes a gigabit of it', () => {
    const row: Workload = { ...ROW, timeForm: 'bottleneck' };
    expect(
      billOf(
        row,
        sameFor(row, [
          [0, 1, 2],
          [0, 1, 2, 3],
        ]),
      ).seconds,
    ).toBeCloseTo(25 / 10, 12);
  });

  test('edges that sum to more than a region can send get equal shares of that', () => {
    const row: Workload = { ...ROW, egressGbps: [4, 8, 8, 8] };
    const { seconds, slowest } = billOf(
      row,
      sameFor(row, [
        [0, 2],
        [0, 3],
      ]),
    );
    expect(seconds).toBeCloseTo(800 / ((2 * 4) / 2), 12);
    expect(slowest[0]).toBe(0);
  });

  test('edges that sum to more than a region can receive get equal shares of that', () => {
    const row: Workload = {
      ...ROW,
      ingressGbps: [8, 8, 3, 8],
      egressGbps: [99, 8, 8, 8],
    };
    const plan: Plan = [
      [
        [0, 2],
        [0, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
      [
        [0, 3],
        [0, 3],
        [0, 3],
        [0, 3],
      ],
    ];
    expect(billOf(row, plan).seconds).toBeCloseTo((2 * 25 * 8) / ((2 * 3) / 2), 12);
  });

  test('partitions on two ways need half the time of partitions on one', () => {
    const roomy: Workload = { ...ROW, destinations: [2], egressGbps: [99, 99, 99, 99] };
    const wide = { ...roomy, ingressGbps: [99, 99, 99, 99] };
    const one = billOf(wide, sameFor(wide, [[0, 2]]));
    const two = billOf(wide, [
      [
        [0, 2],
        [0, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
    ]);
    expect(two.seconds).toBeCloseTo(one.seconds / 2, 12);
  });
});

describe('plans that are none', () => {
  const good = sameFor(ROW, [
    [0, 2],
    [0, 3],
  ]);
  const [toTwo = [], toThree = []] = good;
  test.each([
    ['no array', { 0: toTwo, 1: toThree, length: 2 }, /the plan is no array/],
    ['a destination left out', [toTwo], /the plan has 1 entries, not 2/],
    ['a destination too many', [...good, toTwo], /the plan has 3 entries, not 2/],
    ['a partition left out', [toTwo.slice(1), toThree], /destination 0 has 3 entries, not 4/],
    [
      'no path',
      [toTwo, [null, ...toThree.slice(1)]],
      /destination 1, part 0: the path is no array/,
    ],
    ['a path of one region', [toTwo.map(() => [2]), toThree], /1 to 8 hops, not 0/],
    ['a path that starts elsewhere', [toTwo.map(() => [1, 2]), toThree], /the path starts at 1/],
    ['a path that ends elsewhere', [toTwo.map(() => [0, 1]), toThree], /ends at 1, not at 2/],
    ['a circle', [toTwo.map(() => [0, 1, 0, 2]), toThree], /a region is there twice/],
    ['a region out of range', [toTwo.map(() => [0, 4, 2]), toThree], /whole number below 4/],
    ['half a region', [toTwo.map(() => [0, 0.5, 2]), toThree], /whole number below 4/],
    ['a region as text', [toTwo.map(() => [0, '1', 2]), toThree], /whole number below 4/],
  ])('%s ends the case', (_name, answer, message) => {
    const attempt = (): unknown => simulate(ROW, answering(answer));
    expect(attempt).toThrow(PolicyFailure);
    expect(attempt).toThrow(message);
  });

  test('more than eight hops end the case', () => {
    const cloud = smallCloud(4, 11, 1);
    const path = [0, 2, 3, 4, 5, 6, 7, 8, 9, 1];
    expect(() => simulate(cloud, answering(sameFor(cloud, [path])))).toThrow(/not 9/);
    const shorter = path.filter((region) => region !== 5);
    expect(simulate(cloud, answering(sameFor(cloud, [shorter]))).value).toBeGreaterThan(0);
  });
});

describe('metamorphic', () => {
  const seeds = fc.integer({ min: 0, max: 1e6 });

  test('new numbers for the regions change neither the bill nor the bound', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const cloud = smallCloud(seed, 6);
        const plan = randomPlan(cloud, seed);
        const names = createRng(seed).fork('names');
        const order = shuffledRange(6, () => names.next());
        const other = renumbered(cloud, order);
        const same = plan.map((row) => row.map((path) => path.map((at) => order[at] ?? -1)));
        const cost = (workload: Workload, given: Plan): number =>
          simulate(workload, answering(given)).value;
        expect(cost(other, same)).toBeCloseTo(cost(cloud, plan), 9);
        expect(leastCostUsd(other)).toBeCloseTo(leastCostUsd(cloud), 9);
      }),
      { numRuns: 50 },
    );
  });

  test('the order of partitions changes nothing', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const cloud = smallCloud(seed, 6);
        const plan = randomPlan(cloud, seed);
        const turned = plan.map((row) => [...row.slice(1), ...row.slice(0, 1)]);
        expect(billOf(cloud, turned)).toEqual(billOf(cloud, plan));
      }),
      { numRuns: 50 },
    );
  });

  test('prices twice as high double the egress and leave the time', () => {
    const cloud = smallCloud(7, 6);
    const plan = randomPlan(cloud, 7);
    const expensive = { ...cloud, pricePerGb: cloud.pricePerGb.map((price) => 2 * price) };
    const [once, twice] = [billOf(cloud, plan), billOf(expensive, plan)];
    expect(twice.egressUsd).toBeCloseTo(2 * once.egressUsd, 10);
    expect(twice.seconds).toBe(once.seconds);
  });
});

describe('bounds', () => {
  test('the tree of the bound is the cheapest of all trees, on small clouds', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const cloud = smallCloud(seed, 6, 1 + (seed % 4));
      expect(steinerPricePerGb(cloud)).toBeCloseTo(cheapestTreeByForce(cloud), 12);
    }
  });

  test('no plan costs less than the bound or more than the worst value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const cloud = smallCloud(seed, 6);
        const { value } = simulate(cloud, answering(randomPlan(cloud, seed)));
        expect(value).toBeGreaterThanOrEqual(leastCostUsd(cloud) - 1e-9);
        expect(value).toBeLessThanOrEqual(worstCostUsd(cloud));
      }),
      { numRuns: 300 },
    );
  });

  test.each(policies)('$name is nowhere below the bound or above the worst', ({ exports }) => {
    for (const workload of generateCases('bounds', 2)) {
      for (const timeForm of ['shared', 'bottleneck'] as const) {
        const cloud: Workload = { ...workload, timeForm };
        const { value } = simulate(cloud, createNativePolicy(port, exports));
        expect(value).toBeGreaterThanOrEqual(leastCostUsd(cloud) - 1e-9);
        expect(value).toBeLessThanOrEqual(worstCostUsd(cloud));
      }
    }
  });

  test('the exact tree pays exactly the egress of the bound', () => {
    const exports =
      policies.find(({ name }) => name === 'policies/baselines/steiner')?.exports ?? {};
    for (const cloud of generateCases('bounds', 2)) {
      const { metrics } = simulate(cloud, createNativePolicy(port, exports));
      expect(metrics?.['egressUsd']).toBeCloseTo(cloud.dataGb * steinerPricePerGb(cloud), 9);
    }
  });
});

describe('generated clouds', () => {
  const cases = generateCases('train', 4);

  test('are equal for equal arguments and differ between splits', () => {
    expect(generateCases('train', 4)).toEqual(cases);
    expect(generateCases('validation', 4)).not.toEqual(cases);
  });

  test('are complete graphs with positive prices and throughputs', () => {
    for (const { regions, pricePerGb, gbps, source, destinations } of cases) {
      const size = regions.length;
      expect(pricePerGb).toHaveLength(size * size);
      const isEdge = (_: number, edge: number): boolean => edge % (size + 1) !== 0;
      expect(Math.min(...pricePerGb.filter(isEdge))).toBeGreaterThan(0);
      expect(Math.min(...gbps.filter(isEdge))).toBeGreaterThan(0);
      expect(new Set([source, ...destinations]).size).toBe(destinations.length + 1);
      expect(destinations.length).toBeGreaterThanOrEqual(4);
    }
  });

  test('within a provider start and end there', () => {
    for (const { id, regions, source, destinations } of cases) {
      const provider = /^intra-(\w+)-/.exec(id)?.[1];
      if (provider === undefined) continue;
      for (const end of [source, ...destinations]) expect(regions[end]).toContain(`${provider}:`);
    }
  });
});

/** Every part takes random relays to every destination. */
function randomPlan({ regions, source, destinations, partitions }: Workload, seed: number): Plan {
  const rng = createRng(`plan-${seed}`);
  return destinations.map((to) =>
    Array.from({ length: partitions }, () => {
      const relays = shuffledRange(regions.length, () => rng.next()).filter(
        (region) => region !== source && region !== to,
      );
      return [source, ...relays.slice(0, rng.integer(3)), to];
    }),
  );
}

function shuffledRange(length: number, draw: () => number): readonly number[] {
  return Array.from({ length }, (_, value) => ({ value, key: draw() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ value }) => value);
}
