import fc from 'fast-check';
import { createNativePolicy, createRng, PolicyFailure } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { leastPressure, relaxedPressure } from '../../../problems/prism-placement/cases/bound.ts';
import { generateCases, SPLIT_SIZES } from '../../../problems/prism-placement/cases/generator.ts';
import { port, simulate } from '../../../problems/prism-placement/simulation/index.ts';
import {
  WORST_PRESSURE,
  type PlacementCase,
} from '../../../problems/prism-placement/cases/workload.ts';
import { policyOf } from '../policy-file.ts';

/** The value of a placement that is given, not computed. */
function valueOf(workload: PlacementCase, placement: unknown): number {
  return simulate(workload, createNativePolicy(port, { place: () => placement })).value;
}

const POLICIES = [
  'policies/seeds/most-free',
  'policies/seeds/least-loaded',
  'policies/seeds/stay-put',
  'policies/baselines/round-robin',
  'policies/baselines/greedy',
  'policies/baselines/greedy-weighted',
  'policies/baselines/bisection-packing',
];
const policies = await Promise.all(
  POLICIES.map(async (name) => ({ name, exports: await policyOf('prism-placement', name) })),
);
const cases = generateCases('laws', { published: 6, fleet: 4, drifting: 6 });

/** Two GPUs of 80 GB and three models, the third of two slices, placed and to be moved at a price. */
const pair: PlacementCase = {
  id: 'pair',
  group: 'pair',
  gpus: 2,
  memoryGb: 80,
  migrationWeight: 160,
  slices: [
    { model: 0, sizeGb: 20, rate: 3, slo: 6, currentGpu: 0 },
    { model: 1, sizeGb: 30, rate: 4, slo: 8, currentGpu: -1 },
    { model: 2, sizeGb: 10, rate: 2, slo: 10, currentGpu: 0 },
    { model: 2, sizeGb: 10, rate: 2, slo: 10, currentGpu: 1 },
  ],
};

describe('the value of a placement', () => {
  test('is the highest load over free memory, per TB, when nothing moves', () => {
    // GPU 0: 0.7 over 50 GB; GPU 1: 0.7 over 40 GB.
    expect(valueOf(pair, [0, 1, 0, 1])).toBeCloseTo(17.5, 10);
  });

  test('adds the moved share of all memory, for slices that lay somewhere', () => {
    // The siblings change places: 20 of 160 GB at a weight of 160; model 1 is new and free.
    expect(valueOf(pair, [0, 1, 1, 0])).toBeCloseTo(17.5 + 20, 10);
    // GPU 0: 0.7 over 40 GB, GPU 1: 0.7 over 50 GB; model 0 is moved as well.
    expect(valueOf(pair, [1, 0, 0, 1])).toBeCloseTo(17.5 + 20, 10);
  });

  test('is the worst there is where load meets no free memory, or next to none', () => {
    const full = (sizeGb: number): PlacementCase => ({
      ...pair,
      slices: [{ model: 0, sizeGb, rate: 9, slo: 5, currentGpu: -1 }],
    });
    expect(valueOf(full(80), [0])).toBe(WORST_PRESSURE);
    expect(valueOf(full(79.5), [0])).toBe(WORST_PRESSURE);
    expect(valueOf(full(70), [0])).toBeCloseTo(180, 10);
  });

  test.each([
    ['too few answers', [0, 1, 0], /3 GPUs for 4 slices/],
    ['too many answers', [0, 1, 0, 1, 0], /5 GPUs for 4 slices/],
    ['a GPU that is not there', [0, 1, 0, 2], /no GPU 2 among 2/],
    ['a negative GPU', [0, 1, 0, -1], /element 3 is -1/],
    ['half a GPU', [0, 1, 0, 0.5], /element 3 is 0.5/],
    ['NaN', [0, 1, 0, Number.NaN], /element 3/],
    ['siblings on one GPU', [0, 1, 1, 1], /two slices of model 2/],
    ['nothing', undefined, /array of numbers/],
    ['one text for all', '0101', /array of numbers/],
  ])('does not exist for %s', (_what, answer, message) => {
    const attempt = (): number => valueOf(pair, answer);
    expect(attempt).toThrow(PolicyFailure);
    expect(attempt).toThrow(message);
  });

  test('does not exist where the weights exceed the memory of a GPU', () => {
    const heavy = { ...pair, slices: pair.slices.map((one) => ({ ...one, sizeGb: 40.25 })) };
    expect(() => valueOf(heavy, [0, 0, 1, 0])).toThrow(/exceed 80 GB/);
  });

  test('does not mind the order of the slices, the numbers of models, or those of GPUs', () => {
    for (const workload of cases) {
      for (const { exports } of policies) {
        const policy = createNativePolicy(port, exports);
        const placement = policy.place(workload, workload.slices);
        const rng = createRng(workload.id);
        const order = rng.shuffle([...workload.slices.keys()]);
        const gpuOf = rng.shuffle(Array.from({ length: workload.gpus }, (_, gpu) => gpu));
        const relabelled: PlacementCase = {
          ...workload,
          slices: order.flatMap((index) =>
            workload.slices.slice(index, index + 1).map((slice) => ({
              ...slice,
              model: 10_000 - slice.model,
              currentGpu: gpuOf[slice.currentGpu] ?? -1,
            })),
          ),
        };
        const answer = order.map((index) => gpuOf[placement[index] ?? -1]);
        expect(valueOf(relabelled, answer)).toBeCloseTo(valueOf(workload, placement), 9);
      }
    }
  });

  test('grows as demand does, and halves where memory and weights double', () => {
    const placement = [0, 1, 0, 1];
    const twice = { ...pair, slices: pair.slices.map((one) => ({ ...one, rate: 2 * one.rate })) };
    expect(valueOf(twice, placement)).toBeCloseTo(2 * valueOf(pair, placement), 10);
    const large = {
      ...pair,
      memoryGb: 160,
      slices: pair.slices.map((one) => ({ ...one, sizeGb: 2 * one.sizeGb })),
    };
    expect(valueOf(large, placement)).toBeCloseTo(valueOf(pair, placement) / 2, 10);
    expect(leastPressure({ ...large, migrationWeight: 0 })).toBeCloseTo(
      leastPressure({ ...pair, migrationWeight: 0 }) / 2,
      9,
    );
  });
});

/** Up to six slices on up to three GPUs; sizes such that some placements overflow. */
const small = fc.record({
  gpus: fc.integer({ min: 2, max: 3 }),
  migrationWeight: fc.constantFrom(0, 0, 20, 100),
  slices: fc.array(
    fc.record({
      sizeGb: fc.integer({ min: 5, max: 45 }),
      rate: fc.integer({ min: 1, max: 9 }),
      slo: fc.integer({ min: 5, max: 9 }),
      currentGpu: fc.integer({ min: -1, max: 1 }),
      isSibling: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function smallCase(drawn: typeof small extends fc.Arbitrary<infer T> ? T : never): PlacementCase {
  let model = -1;
  const slices = drawn.slices.map(({ isSibling, ...slice }) => {
    model += isSibling && model >= 0 ? 0 : 1;
    return { ...slice, model };
  });
  return { ...drawn, id: 'small', group: 'small', memoryGb: 80, slices };
}

/** The least value over all placements; undefined where none is valid. */
function bruteForce(workload: PlacementCase): number | undefined {
  const values: number[] = [];
  for (let code = 0; code < workload.gpus ** workload.slices.length; code += 1) {
    const placement = workload.slices.map(
      (_, index) => Math.floor(code / workload.gpus ** index) % workload.gpus,
    );
    try {
      values.push(valueOf(workload, placement));
    } catch (error) {
      if (!(error instanceof PolicyFailure)) throw error;
    }
  }
  return values.length === 0 ? undefined : Math.min(...values);
}

describe('the bound', () => {
  test('is at most what the best of all placements has, siblings and migration included', () => {
    fc.assert(
      fc.property(small, (drawn) => {
        const workload = smallCase(drawn);
        const best = bruteForce(workload);
        if (best === undefined || best >= WORST_PRESSURE) return;
        expect(leastPressure(workload)).toBeLessThanOrEqual(best * (1 + 1e-9));
      }),
      { numRuns: 150 },
    );
  });

  test('is the optimum where there are no siblings and moving is free', () => {
    fc.assert(
      fc.property(small, (drawn) => {
        const whole = drawn.slices.map((slice) => ({ ...slice, isSibling: false }));
        const workload = smallCase({ ...drawn, migrationWeight: 0, slices: whole });
        const best = bruteForce(workload);
        if (best === undefined || best >= WORST_PRESSURE) return;
        // A packing is rounded by 1e-11 of the memory, of which at least a gigabyte in 80 is free here.
        expect(Math.abs(leastPressure(workload) / best - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 100 },
    );
  });

  test('is finite where the present homes are filled to the last GB', () => {
    const slices = pair.slices.slice(0, 2).map((one) => ({ ...one, sizeGb: 40, currentGpu: 0 }));
    const workload = { ...pair, slices };
    expect(leastPressure(workload)).toBeLessThanOrEqual(valueOf(workload, [0, 1]));
    expect(leastPressure(workload)).toBeGreaterThan(10);
  });

  test('relaxed <= exact <= every policy <= worst, on generated cases', () => {
    for (const workload of cases) {
      const bound = leastPressure(workload);
      expect(relaxedPressure(workload)).toBeLessThanOrEqual(bound * (1 + 1e-9));
      for (const { name, exports } of policies) {
        const { value } = simulate(workload, createNativePolicy(port, exports));
        expect(value, `${name} on ${workload.id}`).toBeGreaterThanOrEqual(bound * (1 - 1e-9));
        expect(value).toBeLessThanOrEqual(WORST_PRESSURE);
      }
    }
  });
});

describe('generated cases', () => {
  const all = (['train', 'validation', 'test'] as const).flatMap((split) =>
    generateCases(split, SPLIT_SIZES[split]).map((workload) => ({ split, workload })),
  );

  test('are the same for the same split, and others for another', () => {
    const once = JSON.stringify(generateCases('train', SPLIT_SIZES.train));
    expect(JSON.stringify(generateCases('train', SPLIT_SIZES.train))).toBe(once);
    expect(JSON.stringify(generateCases('other', SPLIT_SIZES.train))).not.toBe(once);
  });

  test('have the shape of the published ones, or up to 64 GPUs with slices', () => {
    const published = all.filter(({ workload }) => workload.group === 'published');
    for (const { workload } of published) {
      expect(workload.slices.length).toBe(2 * workload.gpus);
      for (const { sizeGb, rate, slo } of workload.slices) {
        expect([sizeGb >= 10, sizeGb <= 29, rate <= 9, slo >= 5, slo <= 9]).not.toContain(false);
      }
    }
    expect(Math.max(...all.map(({ workload }) => workload.gpus))).toBe(64);
    for (const { workload } of all) {
      const models = Map.groupBy(workload.slices, ({ model }) => model);
      const counts = [...models.values()].map((slices) => slices.length);
      expect(Math.max(...counts)).toBeLessThanOrEqual(workload.gpus);
    }
  });

  test('that are placed have valid homes, of which some new models are without one', () => {
    for (const { workload } of all.filter((one) => one.workload.group === 'drifting')) {
      const isPlaced = workload.slices.filter(({ currentGpu }) => currentGpu >= 0);
      const stayed = { ...workload, slices: isPlaced };
      expect(
        valueOf(
          stayed,
          isPlaced.map(({ currentGpu }) => currentGpu),
        ),
      ).toBeGreaterThan(0);
      expect(isPlaced.length).toBeGreaterThan(workload.slices.length / 2);
    }
  });

  test('are valid ground for every seed and baseline', () => {
    for (const { workload, split } of all) {
      for (const { name, exports } of policies) {
        const attempt = (): unknown => simulate(workload, createNativePolicy(port, exports));
        expect(attempt, `${name} on ${workload.id} of ${split}`).not.toThrow();
      }
    }
  });
});

describe('dishonest policies', () => {
  test.each(['mutates-models', 'reports-itself'])(
    '%s is worth the honest placement it gives',
    async (name) => {
      const honest = await policyOf('prism-placement', 'policies/seeds/most-free');
      const dishonest = await policyOf('prism-placement', `policies/exploits/${name}`);
      for (const workload of cases) {
        const { value } = simulate(structuredClone(workload), createNativePolicy(port, dishonest));
        expect(value).toBe(simulate(workload, createNativePolicy(port, honest)).value);
      }
    },
  );

  test.each(['invents-gpus', 'drops-models', 'overfills-a-gpu', 'nan-gpus', 'answers-later'])(
    '%s ends its case',
    async (name) => {
      const policy = createNativePolicy(
        port,
        await policyOf('prism-placement', `policies/exploits/${name}`),
      );
      const attempts = cases.map((workload) => () => simulate(workload, policy));
      for (const attempt of attempts) expect(attempt).toThrow(PolicyFailure);
    },
  );
});
