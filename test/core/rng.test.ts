import { describe, expect, test } from 'vitest';
import { createRng, threefry2x32 } from '../../src/core/rng.ts';

describe('threefry2x32', () => {
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('agrees with the Random123 known answer for key %j', (key, counter, answer) => {
    expect(threefry2x32(key, counter)).toEqual(answer);
  });
});

describe('a stream', () => {
  test('is the same for the same seed and labels', () => {
    const draw = (): number[] => {
      const rng = createRng('a').fork('x').fork(3);
      return Array.from({ length: 5 }, () => rng.next());
    };
    expect(draw()).toEqual(draw());
  });

  test('forks do not depend on how many numbers were drawn', () => {
    const used = createRng(1);
    used.next();
    expect(used.fork('x').next()).toBe(createRng(1).fork('x').next());
  });

  test('a number and its text name different forks', () => {
    expect(createRng(1).fork(1).next()).not.toBe(createRng(1).fork('1').next());
  });

  test('sibling forks are uncorrelated and uniform', () => {
    const root = createRng('siblings');
    const first = Array.from({ length: 20_000 }, (_, index) => root.fork(index).next());
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const lagged = first
      .slice(1)
      .reduce((sum, value, i) => sum + (value - 0.5) * ((first[i] ?? 0) - 0.5), 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * first.length));
    expect(Math.abs((12 * lagged) / first.length)).toBeLessThan(4 / Math.sqrt(first.length));
  });

  test('integers are uniform over their range', () => {
    const rng = createRng('integers');
    const counts = Array.from({ length: 7 }, () => 0);
    for (let index = 0; index < 70_000; index += 1) {
      const face = rng.integer(7);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 99.9 % quantile with 6 degrees of freedom
  });

  test('refuses a bound that is no positive integer', () => {
    expect(() => createRng(1).integer(0)).toThrow(RangeError);
    expect(() => createRng(1).integer(1.5)).toThrow(RangeError);
  });

  test('normal and exponential draws have their moments', () => {
    const rng = createRng('moments');
    const n = 100_000;
    const normals = Array.from({ length: n }, () => rng.normal());
    const exponentials = Array.from({ length: n }, () => rng.exponential());
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / n;
    expect(Math.abs(mean(normals))).toBeLessThan(0.013);
    expect(mean(normals.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(mean(exponentials)).toBeCloseTo(1, 1);
  });

  test('a shuffle is a permutation and leaves its input alone', () => {
    const items = [1, 2, 3, 4, 5];
    expect(createRng(2).shuffle(items).toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });
});
