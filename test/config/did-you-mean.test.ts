import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closest, editDistance } from '../../src/config/did-you-mean.ts';

describe('edit distance', () => {
  test('counts inserts, deletes, replacements and swaps of neighbours', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('islnads', 'islands')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', '')).toBe(3);
  });

  test('is 0 only for equal words, symmetric and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('closest', () => {
  test('finds a mistyped word in any case', () => {
    expect(closest('migrateEvry', ['islands', 'migrateEvery'])).toBe('migrateEvery');
    expect(closest('SEED', ['slots', 'seed'])).toBe('seed');
  });

  test('takes a shared start for a near miss', () => {
    expect(closest('migrateEvery', ['islands', 'migration'])).toBe('migration');
  });

  test('offers nothing when nothing is near', () => {
    expect(closest('temperature', ['seed', 'order', 'slots'])).toBeUndefined();
    expect(closest('x', [])).toBeUndefined();
  });
});
