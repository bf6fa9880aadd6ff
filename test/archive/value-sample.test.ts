import { describe, expect, test } from 'vitest';
import { createValueSample, type ValueSample } from '../../src/archive/value-sample.ts';

function sampleOf(count: number, valueAt: (index: number) => number): ValueSample {
  const sample = createValueSample();
  for (let index = 0; index < count; index += 1) sample.add(valueAt(index));
  return sample;
}

describe('a value sample', () => {
  test('is exact while it holds all values', () => {
    const sample = sampleOf(1000, (index) => (index * 617) % 1000);
    expect(sample.seen).toBe(1000);
    expect(sample.quantile(0.25)).toBe(249);
    expect(sample.quantile(1)).toBe(999);
    expect(sample.rankOf(500)).toEqual([0.5, 0.501]);
  });

  test('represents the whole stream evenly, the oldest values as much as the newest', () => {
    const sample = sampleOf(200_000, (index) => index);
    for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      expect(Math.abs(sample.quantile(share) / 200_000 - share)).toBeLessThan(0.05);
    }
  });

  test('is not fooled by a stream with a rhythm', () => {
    for (const period of [2, 4, 5, 8]) {
      const sample = sampleOf(50_000, (index) => index % period);
      for (let value = 0; value < period; value += 1) {
        const [below, notAbove] = sample.rankOf(value);
        expect(Math.abs(notAbove - below - 1 / period)).toBeLessThan(0.06);
      }
    }
  });
});
