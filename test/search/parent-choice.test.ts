import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { checkParentChoice, weigh, type ParentChoice } from '../../src/search/parent-choice.ts';
import { createWeightTree } from '../../src/search/weight-tree.ts';

const choices: readonly ParentChoice[] = [
  { type: 'weighted' },
  { type: 'softmax', temperature: 0.5 },
  { type: 'rank', exponent: 1.5 },
  { type: 'uniform' },
];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const bestFirst = (values: readonly number[]): number[] => values.toSorted((a, b) => b - a);

describe('weights of parents', () => {
  test('weighted is a sigmoid of the distance from the median in MADs', () => {
    // Median 4, distances 5 2 1 0 1 2 3, MAD 2.
    const weights = weigh({ type: 'weighted' }, [9, 6, 5, 4, 3, 2, 1]);
    const expected = [25, 10, 5, 0, -5, -10, -15].map(sigmoid);
    for (const [index, weight] of weights.entries())
      expect(weight).toBeCloseTo(expected[index] ?? 0, 12);
  });

  test('weighted uses the mean distance where most values are equal', () => {
    const weights = weigh({ type: 'weighted' }, [8, 0, 0, 0]);
    expect(weights[0]).toBeCloseTo(sigmoid(40), 12);
    expect(weights.slice(1)).toEqual([0.5, 0.5, 0.5]);
  });

  test('softmax loses a factor of e for each temperature times MAD', () => {
    // Median 2, MAD 1.
    const weights = weigh({ type: 'softmax', temperature: 0.5 }, [4, 3, 2, 1, 0]);
    for (const [index, weight] of weights.entries())
      expect(weight).toBeCloseTo(Math.exp(-2 * index), 12);
  });

  test('rank is a power law', () => {
    expect(weigh({ type: 'rank', exponent: 1 }, [7, 7, -5, -900])).toEqual([
      1,
      1 / 2,
      1 / 3,
      1 / 4,
    ]);
  });

  test.each([
    [{ type: 'weighted' }, 0.5],
    [{ type: 'softmax', temperature: 3 }, 1],
    [{ type: 'uniform' }, 1],
  ] as const)('%j treats equal ones alike', (choice, weight) => {
    expect(weigh(choice, [-3, -3, -3])).toEqual([weight, weight, weight]);
  });

  test.each(choices)('$type: a fitter one never weighs less', (choice) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const weights = weigh(choice, bestFirst(values));
          for (const weight of weights) expect(Number.isFinite(weight) && weight >= 0).toBe(true);
          expect(weights[0]).toBeGreaterThan(0);
          expect(weights).toEqual(bestFirst(weights));
        },
      ),
      { numRuns: 200, seed: 2 },
    );
  });

  test.each(choices)('$type weighs exactly alike in any unit that is a power of two', (choice) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -1000, max: 980 }),
        (values, exponent) => {
          const rounded = bestFirst(values.map((value) => Math.round(value * 2 ** 20) / 2 ** 20));
          const scaled = rounded.map((value) => value * 2 ** exponent);
          expect(weigh(choice, scaled)).toEqual(weigh(choice, rounded));
        },
      ),
      { numRuns: 200, seed: 3 },
    );
  });

  test.each(choices)(
    '$type weighs alike in any unit and from any zero, up to rounding',
    (choice) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 }),
          fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
          fc.double({ min: -1e4, max: 1e4, noNaN: true }),
          (values, unit, zero) => {
            const plain = weigh(choice, bestFirst(values));
            const moved = weigh(
              choice,
              bestFirst(values).map((value) => value * unit + zero),
            );
            for (const [index, weight] of moved.entries()) {
              // A MAD of 1e-3 against a zero of 1e4 leaves nine digits.
              expect(Math.abs(weight - (plain[index] ?? 0))).toBeLessThan(1e-5);
            }
          },
        ),
        { numRuns: 200, seed: 4 },
      );
    },
  );

  test('keeps its precision for the smallest numbers there are', () => {
    const values = [8, 0, 0, 0, 0, 0, 0];
    const tiny = values.map((value) => value * 2 ** -1070);
    const softmax = { type: 'softmax', temperature: 1 } as const;
    expect(weigh(softmax, tiny)).toEqual(weigh(softmax, values));
  });

  test('refuses parameters that make no distribution', () => {
    for (const choice of choices) expect(() => checkParentChoice(choice)).not.toThrow();
    for (const temperature of [0, -1, Number.NaN, Infinity]) {
      expect(() => checkParentChoice({ type: 'softmax', temperature })).toThrow(ConfigError);
    }
    for (const exponent of [-0.1, Number.NaN, Infinity]) {
      expect(() => checkParentChoice({ type: 'rank', exponent })).toThrow(ConfigError);
    }
  });
});

describe('a weight tree', () => {
  test('draws in proportion to the weights, also after they changed', () => {
    const tree = createWeightTree();
    tree.rebuild([9, 9, 9, 9, 9, 9, 9, 9, 9]);
    tree.rebuild([1, 5, 0, 3, 7]);
    tree.set(1, 2);
    tree.set(4, 4);
    const rng = createRng('tree');
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < 50_000; draw += 1) {
      const index = tree.find(rng.next());
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[2]).toBe(0);
    const chiSquare = [1, 2, 0, 3, 4].reduce(
      (sum, weight, index) =>
        weight === 0 ? sum : sum + ((counts[index] ?? 0) - 5_000 * weight) ** 2 / (5_000 * weight),
      0,
    );
    expect(chiSquare).toBeLessThan(16.3); // 99.9 % quantile with 3 degrees of freedom
  });

  test('passes over a weight of 0 where rounding leaves a rest beyond the last weight', () => {
    const tree = createWeightTree();
    tree.rebuild([1.5, 0, 2 ** 52 + 2, 0]);
    expect(tree.find(1 - 2 ** -53)).toBe(2);
  });

  test('never finds an index without weight, at the very end either', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e12, noNaN: true })), {
          minLength: 1,
          maxLength: 70,
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (weights, share) => {
          fc.pre(weights.some((weight) => weight > 0));
          const tree = createWeightTree();
          tree.rebuild(weights);
          for (const point of [0, share, 1 - 2 ** -53]) {
            expect(weights[tree.find(point)]).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});
