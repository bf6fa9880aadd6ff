import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advantage, toFitness } from '../../src/stats/direction.ts';
import { meanBound } from '../../src/stats/mean-bound.ts';
import { meanOf, standardErrorOf } from '../../src/stats/mean.ts';
import { medianOf, medianOfSorted } from '../../src/stats/median.ts';
import { pairedDifference } from '../../src/stats/paired-difference.ts';

describe('mean', () => {
  test('is summed in the order given, to the bit', () => {
    expect(meanOf([0.1, 0.2, 0.3])).toBe(0.6000000000000001 / 3);
    expect(meanOf([0.3, 0.2, 0.1])).toBe(0.6 / 3);
  });

  test('has a standard error of the sample deviation over the root of the count', () => {
    // Sample variance 32 / 7.
    expect(standardErrorOf([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7 / 8), 15);
    expect([standardErrorOf([3]), standardErrorOf([])]).toEqual([0, 0]);
  });
});

describe('median', () => {
  test('is the value in the middle, or between the two there', () => {
    expect([medianOf([9, 1, 5]), medianOf([10, 1, 2, 9]), medianOf([])]).toEqual([5, 5.5, 0]);
  });

  test('of sorted values does not depend on the direction', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (values) => {
        const sorted = values.toSorted((a, b) => b - a);
        expect(medianOfSorted(sorted)).toBe(medianOf(values));
      }),
    );
  });
});

describe('paired difference', () => {
  test('is certain where each pair differs alike, however much pairs differ from one another', () => {
    expect(pairedDifference([11, 501, -89], [10, 500, -90])).toEqual({ mean: 1, standardError: 0 });
  });

  test('takes a value without a partner for equal', () => {
    expect(pairedDifference([3, 8], [1])).toEqual({ mean: 1, standardError: 1 });
  });
});

describe('direction', () => {
  test('a smaller value is fitter, and better, where the objective is minimised', () => {
    expect([toFitness(3, 'minimize'), toFitness(3, 'maximize')]).toEqual([-3, 3]);
    expect([advantage(3, 5, 'minimize'), advantage(3, 5, 'maximize')]).toEqual([2, -2]);
  });
});

describe('mean bound', () => {
  test('is known when the bound of every case is', () => {
    expect(meanBound([{ bound: 1 }, { bound: 4 }])).toBe(2.5);
    expect(meanBound([{ bound: 1 }, {}])).toBeUndefined();
    expect(meanBound([])).toBeUndefined();
  });
});
