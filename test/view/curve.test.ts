import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCurve } from '../../src/view/curve.ts';

test('a curve keeps its first and its last point, in order, within its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 4, max: 50 }), (n, limit) => {
      const curve = createCurve(limit);
      for (let index = 0; index < n; index += 1) {
        curve.add({ evaluations: index, fitness: index, value: index, id: `p${index}` });
      }
      const at = curve.points().map(({ evaluations }) => evaluations);
      expect(at[0]).toBe(0);
      expect(at.at(-1)).toBe(n - 1);
      expect(at).toEqual([...new Set(at)].toSorted((a, b) => a - b));
      expect(at.length).toBeLessThanOrEqual(limit);
      expect(at.length).toBeGreaterThanOrEqual(Math.min(n, limit / 2));
    }),
    { numRuns: 40 },
  );
});
