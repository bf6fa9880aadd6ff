import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatNumber,
  formatPercent,
  formatSeconds,
  formatShort,
  formatTime,
  plural,
} from '../../../src/report/text/format.ts';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [7, '7'],
    [119.03453876543232, '119.03'],
    [81.5, '81.500'],
    [-0.00042, '-0.00042'],
    [0.5, '0.5'],
    [1234567, '1,234,567'],
    [1234.5678, '1,234.6'],
    [-98765.4321, '-98,765'],
    [3.14e-9, '3.14e-9'],
    [6.02e23, '6.02e+23'],
    [Infinity, 'Infinity'],
    [Number.NaN, 'NaN'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('what is written is within 0.006 % of the number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e11, noNaN: true }), (value) => {
        const read = Number(formatNumber(value).replaceAll(',', ''));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(6e-5 * value);
      }),
    );
  });

  test('a short number has no zeros behind it', () => {
    expect([1.4, 3.3701, 0.0312, 120, 1e-9].map((value) => formatShort(value))).toEqual([
      '1.4',
      '3.4',
      '0.031',
      '120',
      '1.00e-9',
    ]);
    expect(formatShort(3.3701, 3)).toBe('3.37');
  });

  test('percents have a sign, and nothing is neither above nor below', () => {
    expect([6.24, -0.314, 48, 123.4, -0.001, 0, 12_345].map(formatPercent)).toEqual([
      '+6.2 %',
      '-0.31 %',
      '+48.0 %',
      '+123 %',
      '0 %',
      '0 %',
      '+12,345 %',
    ]);
  });

  test('nouns agree with their number', () => {
    expect([plural(1, 'case'), plural(0, 'case'), plural(1200, 'case')]).toEqual([
      '1 case',
      '0 cases',
      '1,200 cases',
    ]);
  });
});

describe('times', () => {
  test('spans have their two largest units', () => {
    expect([0, 0.04, 9.94, 12.4, 59.6, 125, 3_599, 3_780, 200_000].map(formatSeconds)).toEqual([
      '0 s',
      '0 s',
      '9.9 s',
      '12 s',
      '1 min 0 s',
      '2 min 5 s',
      '59 min 59 s',
      '1 h 3 min',
      '2 d 8 h',
    ]);
  });

  test('moments are in UTC', () => {
    expect(formatTime(0)).toBe('1 Jan 1970, 00:00 UTC');
  });
});
