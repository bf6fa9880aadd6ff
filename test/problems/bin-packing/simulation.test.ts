import fc from 'fast-check';
import { createRng, createNativePolicy, PolicyFailure } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { pairingBound } from '../../../problems/bin-packing/cases/bound.ts';
import { generateSplit } from '../../../problems/bin-packing/cases/generator.ts';
import {
  pack,
  port,
  simulate,
  type Packing,
} from '../../../problems/bin-packing/simulation/index.ts';
import {
  dataSet,
  excessPercent,
  volumeBound,
} from '../../../problems/bin-packing/cases/workload.ts';
import { fewestBins, packWithAllBins } from './reference.ts';
import { policyOf } from '../policy-file.ts';

interface Work {
  readonly capacity: number;
  readonly items: readonly number[];
}

/** The policy's input, cut to the bins that are offered. */
interface Offer {
  readonly remaining: Float64Array;
  readonly scores: Float64Array;
}

type Arguments = readonly [
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
];

function packBy(sequence: Work, rate: (offer: Offer) => void): Packing {
  const priority = (...[, remaining, scores, count]: Arguments): void => {
    rate({ remaining: remaining.subarray(0, count), scores: scores.subarray(0, count) });
  };
  return pack(sequence, createNativePolicy(port, { priority }));
}

/** Sequences of up to 60 items for bins of up to 150. */
const work = fc.integer({ min: 1, max: 150 }).chain((capacity) =>
  fc.record({
    capacity: fc.constant(capacity),
    items: fc.array(fc.integer({ min: 1, max: capacity }), { minLength: 1, maxLength: 60 }),
  }),
);

const POLICIES = [
  'policies/seeds/worst-fit',
  'policies/seeds/last-fit',
  'policies/seeds/scattered-fit',
  'policies/baselines/first-fit',
  'policies/baselines/best-fit',
  'policies/baselines/funsearch-or',
  'policies/baselines/funsearch-weibull',
];
const policies = await Promise.all(
  POLICIES.map(async (name) => ({ name, exports: await policyOf('bin-packing', name) })),
);

describe('packing', () => {
  test('every item is placed once and no bin overflows, whatever the policy', () => {
    fc.assert(
      fc.property(work, fc.integer(), (sequence, seed) => {
        const rng = createRng(seed);
        const { binOf, free, used } = packBy(sequence, ({ scores }) => {
          for (const bin of scores.keys()) scores[bin] = rng.normal();
        });
        const load = new Map<number, number>();
        sequence.items.forEach((size, index) => {
          const bin = binOf[index] ?? -1;
          load.set(bin, (load.get(bin) ?? 0) + size);
        });
        expect(binOf).toHaveLength(sequence.items.length);
        expect(load.size).toBe(used);
        expect([...free]).toEqual(
          Array.from(free, (_, bin) => sequence.capacity - (load.get(bin) ?? 0)),
        );
        expect(Math.min(...free)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('a policy sees exactly the bins an item fits into, in their order, and two empty ones', () => {
    fc.assert(
      fc.property(work, fc.integer(), (sequence, seed) => {
        const rng = createRng(seed);
        const seen: number[][] = [];
        const { binOf } = packBy(sequence, ({ remaining, scores }) => {
          seen.push([...remaining]);
          for (const bin of scores.keys()) scores[bin] = rng.next();
        });
        const free: number[] = [];
        sequence.items.forEach((size, index) => {
          const end = Math.max(-1, ...binOf.subarray(0, index)) + 1;
          while (free.length < end + 2) free.push(sequence.capacity);
          expect(seen[index]).toEqual(free.filter((space) => space >= size));
          const bin = binOf[index] ?? -1;
          free[bin] = (free[bin] ?? 0) - size;
        });
      }),
      { numRuns: 40 },
    );
  });

  test.each(policies)(
    '$name packs as it does with one bin an item from the start',
    ({ exports }) => {
      for (const workload of generateSplit('reference', { uniform: [2, 250], weibull: [2, 400] })) {
        const { binOf } = pack(workload, createNativePolicy(port, exports));
        expect([...binOf]).toEqual(packWithAllBins(workload, exports));
      }
    },
  );

  test.each(policies)('$name packs the same way twice', ({ exports }) => {
    const [workload] = generateSplit('twice', { uniform: [1, 300], weibull: [0, 0] });
    if (workload === undefined) throw new Error('the split is empty');
    const policy = createNativePolicy(port, exports);
    expect(simulate(workload, policy)).toEqual(simulate(workload, policy));
  });

  test.each(policies.filter(({ name }) => /worst|last|first|best/.test(name)))(
    '$name does not mind the unit of size',
    ({ exports }) => {
      fc.assert(
        fc.property(work, fc.integer({ min: 2, max: 20 }), ({ capacity, items }, unit) => {
          const scaled = { capacity: capacity * unit, items: items.map((size) => size * unit) };
          const once = pack({ capacity, items }, createNativePolicy(port, exports));
          const again = pack(scaled, createNativePolicy(port, exports));
          expect([...again.binOf]).toEqual([...once.binOf]);
          expect(pairingBound(scaled)).toBe(pairingBound({ capacity, items }));
        }),
        { numRuns: 40 },
      );
    },
  );

  test('the first of equal scores wins', () => {
    const { binOf } = packBy({ capacity: 10, items: [6, 6, 4, 4] }, ({ scores }) => {
      scores.fill(7);
    });
    expect([...binOf]).toEqual([0, 1, 0, 1]);
  });

  test('an outcome names the bins used and what they were needed for', () => {
    const [workload] = dataSet('two', [{ id: 'a', capacity: 10, items: [6, 6, 4, 4, 9] }]);
    if (workload === undefined) throw new Error('the data set is empty');
    const priority = (...[, , scores, count]: Arguments): void => {
      scores.fill(0, 0, count);
    };
    const outcome = simulate(workload, createNativePolicy(port, { priority }));
    expect(outcome.value).toBe(0);
    expect(outcome.metrics).toEqual({ bins: 3, offersPerItem: (2 + 2 + 4 + 3 + 2) / 5 });
    expect(outcome.note).toContain('3 bins for 5 two items');
  });
});

describe('dishonest policies', () => {
  test.each(['fakes-capacity', 'keeps-views', 'reports-itself', 'writes-beyond-count'])(
    '%s packs as best fit does, whose scores it gives',
    async (name) => {
      const honest = createNativePolicy(
        port,
        await policyOf('bin-packing', 'policies/baselines/best-fit'),
      );
      const dishonest = createNativePolicy(
        port,
        await policyOf('bin-packing', `policies/exploits/${name}`),
      );
      for (const workload of generateSplit('exploits', { uniform: [2, 200], weibull: [2, 200] })) {
        expect(simulate(workload, dishonest)).toEqual(simulate(workload, honest));
      }
    },
  );

  test('opening a bin for every item is the worst there is', async () => {
    const policy = createNativePolicy(
      port,
      await policyOf('bin-packing', 'policies/exploits/opens-every-bin'),
    );
    for (const workload of generateSplit('exploits', { uniform: [1, 200], weibull: [1, 200] })) {
      const worst = excessPercent(workload, workload.items.length);
      expect(simulate(workload, policy).value).toBe(worst);
    }
  });

  test.each(['detaches-views', 'nan-scores', 'infinite-scores', 'silent', 'returns-promise'])(
    '%s ends its case',
    async (name) => {
      const policy = createNativePolicy(
        port,
        await policyOf('bin-packing', `policies/exploits/${name}`),
      );
      const attempts = generateSplit('exploits', { uniform: [1, 200], weibull: [1, 200] }).map(
        (workload) => (): unknown => simulate(workload, policy),
      );
      for (const attempt of attempts) expect(attempt).toThrow(PolicyFailure);
    },
  );
});

describe('scores that are none', () => {
  const sequence = { capacity: 10, items: [5, 5, 5] };

  test.each([
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['minus infinite', Number.NEGATIVE_INFINITY],
  ])('one that is %s ends the case', (_name, score) => {
    const attempt = (): Packing =>
      packBy(sequence, ({ scores }) => {
        scores.fill(1);
        scores[scores.length - 1] = score;
      });
    expect(attempt).toThrow(PolicyFailure);
  });

  test('one that was left out ends the case, though an earlier call wrote there', () => {
    let calls = 0;
    const attempt = (): Packing =>
      packBy(sequence, ({ scores }) => {
        calls += 1;
        scores.fill(1, 0, calls === 3 ? -1 : scores.length);
      });
    expect(attempt).toThrow(/score 1 of 2 is NaN/);
    expect(calls).toBe(3);
  });
});

describe('bounds', () => {
  test('the L2 bound sees that large items cannot share a bin', () => {
    const large = { capacity: 100, items: [60, 60, 60, 30] };
    expect([volumeBound(large), pairingBound(large)]).toEqual([3, 3]);
    const larger = { capacity: 100, items: [60, 60, 60] };
    expect([volumeBound(larger), pairingBound(larger)]).toEqual([2, 3]);
    const crowded = { capacity: 100, items: [70, 70, 40, 40, 40] };
    expect([volumeBound(crowded), pairingBound(crowded)]).toEqual([3, 4]);
  });

  test('L1 <= L2 <= the optimum, on every small instance', () => {
    const small = fc.integer({ min: 2, max: 30 }).chain((capacity) =>
      fc.record({
        capacity: fc.constant(capacity),
        items: fc.array(fc.integer({ min: 1, max: capacity }), { minLength: 1, maxLength: 8 }),
      }),
    );
    fc.assert(
      fc.property(small, (instance) => {
        const bound = pairingBound(instance);
        expect(bound).toBeGreaterThanOrEqual(volumeBound(instance));
        expect(bound).toBeLessThanOrEqual(fewestBins(instance));
      }),
      { numRuns: 300 },
    );
  });

  test.each(policies)('$name is nowhere below the bound or above the worst', ({ exports }) => {
    for (const workload of generateSplit('bounds', { uniform: [4, 120], weibull: [4, 200] })) {
      const { value } = simulate(workload, createNativePolicy(port, exports));
      expect(value).toBeGreaterThanOrEqual(excessPercent(workload, pairingBound(workload)));
      expect(value).toBeLessThanOrEqual(excessPercent(workload, workload.items.length));
    }
  });

  test('the mean excess of a data set is the excess of its summed bins', () => {
    const cases = dataSet('mixed', [
      { id: 'a', capacity: 10, items: [5, 5, 5] },
      { id: 'b', capacity: 10, items: Array.from({ length: 40 }, () => 4) },
    ]);
    const mean = cases.reduce((sum, one) => sum + excessPercent(one, 21), 0) / cases.length;
    expect(mean).toBeCloseTo((100 * (42 - 18)) / 18, 12);
  });
});
