import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { createCmaEs } from '../../src/tune/cma-es.ts';
import { symmetricEigen } from '../../src/tune/symmetric-eigen.ts';

type Cost = (x: readonly number[]) => number;
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const sphere: Cost = (x) => sumOf(x.map((v) => v * v));
const rosenbrock: Cost = (x) =>
  sumOf(x.slice(1).map((v, i) => 100 * (v - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2));
/** Axes up to 1000 times as long as others, along a rotated frame (a Householder reflection). */
const ellipsoid: Cost = (x) => {
  const n = x.length;
  const mean = sumOf([...x]) / n;
  return sumOf(x.map((v, i) => 1e6 ** (i / (n - 1)) * (v - 2 * mean) ** 2));
};

/** Evaluations until a cost below the target was seen, from a seed; Infinity when it never was. */
function evaluationsTo(
  target: number,
  cost: Cost,
  { n, seed }: { n: number; seed: number },
): number {
  const rng = createRng(seed);
  const strategy = createCmaEs({ mean: Array.from({ length: n }, () => 3), sigma: 1 });
  for (let spent = 0; spent < 20_000;) {
    const points = strategy.ask(rng).map((point) => ({ point, cost: cost(point) }));
    spent += points.length;
    if (points.some((each) => each.cost < target)) return spent;
    strategy.tell(points);
  }
  return Number.POSITIVE_INFINITY;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe('CMA-ES reaches 1e-9 from (3, ..., 3) within', () => {
  test.each([
    { limit: 900, where: 'the 5-dimensional sphere', cost: sphere, n: 5 },
    { limit: 1800, where: 'the 10-dimensional sphere', cost: sphere, n: 10 },
    { limit: 2500, where: 'the 5-dimensional Rosenbrock function', cost: rosenbrock, n: 5 },
    { limit: 5000, where: 'a rotated 8-dimensional ellipsoid', cost: ellipsoid, n: 8 },
  ])('$limit evaluations on $where, in the median of 7 seeds', ({ cost, n, limit }) => {
    const spent = [1, 2, 3, 4, 5, 6, 7].map((seed) => evaluationsTo(1e-9, cost, { n, seed }));
    expect(median(spent)).toBeLessThan(limit);
  });
});

test('only the order of costs counts', () => {
  const run = (cost: Cost): readonly number[] => {
    const rng = createRng(3);
    const strategy = createCmaEs({ mean: [1, 2, 3], sigma: 0.5 });
    for (let generation = 0; generation < 20; generation += 1) {
      strategy.tell(strategy.ask(rng).map((point) => ({ point, cost: cost(point) })));
    }
    return strategy.mean();
  };
  expect(run((x) => Math.log(sphere(x)) * 1e-6 - 5)).toEqual(run(sphere));
});

test('points without a value are worse than all others and do no harm', () => {
  const cost: Cost = (x) => ((x[0] ?? 0) < 0.5 ? Number.POSITIVE_INFINITY : sphere(x));
  const rng = createRng(1);
  const strategy = createCmaEs({ mean: [4, 4], sigma: 1 });
  for (let generation = 0; generation < 80; generation += 1) {
    strategy.tell(strategy.ask(rng).map((point) => ({ point, cost: cost(point) })));
  }
  expect(strategy.mean()[0]).toBeCloseTo(0.5, 2);
  expect(strategy.mean()[1]).toBeCloseTo(0, 2);
});

test('asking does not change the state', () => {
  const strategy = createCmaEs({ mean: [0, 0], sigma: 1 });
  expect(strategy.ask(createRng(1))).toEqual(strategy.ask(createRng(1)));
});

test('one dimension works', () => {
  const spent = evaluationsTo(1e-9, sphere, { n: 1, seed: 1 });
  expect(spent).toBeLessThan(400);
});

test('a population of two, a step of nothing and no dimension are refused', () => {
  expect(() => createCmaEs({ mean: [1], sigma: 1, populationSize: 2 })).toThrow(RangeError);
  expect(() => createCmaEs({ mean: [1], sigma: 0 })).toThrow(RangeError);
  expect(() => createCmaEs({ mean: [], sigma: 1 })).toThrow(RangeError);
});

test('the eigenvectors of a random symmetric matrix are orthonormal and rebuild it', () => {
  const matrices = fc
    .integer({ min: 1, max: 8 })
    .chain((n) =>
      fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: n * n, maxLength: n * n }),
    );
  fc.assert(
    fc.property(matrices, (raw) => {
      const n = Math.sqrt(raw.length);
      const at = (list: ArrayLike<number>, i: number, j: number): number => list[i * n + j] ?? 0;
      const a = Float64Array.from(raw, (_, k) => {
        const i = Math.floor(k / n);
        return at(raw, i, k % n) + at(raw, k % n, i);
      });
      const { values, vectors } = symmetricEigen(a, n);
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < n; j += 1) {
          let rebuilt = 0;
          let dot = 0;
          for (let k = 0; k < n; k += 1) {
            rebuilt += at(vectors, i, k) * (values[k] ?? 0) * at(vectors, j, k);
            dot += at(vectors, k, i) * at(vectors, k, j);
          }
          expect(rebuilt).toBeCloseTo(at(a, i, j), 9);
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    }),
    { numRuns: 100 },
  );
});
