import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosine, decodeVector, encodeVector } from '../../src/models/vector.ts';

const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });

test('a vector survives being a text', () => {
  fc.assert(
    fc.property(floats, (values) => {
      expect([...decodeVector(encodeVector(values))]).toEqual(values.map(Math.fround));
    }),
  );
});

test.each(['', 'not base64!', encodeVector([1]).slice(0, 4), encodeVector([Infinity])])(
  'a text without a vector is refused: %j',
  (text) => {
    expect(() => decodeVector(text)).toThrow('no vector');
  },
);

test('a cosine is 1 for the same direction, 0 across and for what cannot be compared', () => {
  const [a, b] = [Float32Array.of(1, 2), Float32Array.of(2, 4)];
  expect(cosine(a, b)).toBeCloseTo(1, 12);
  expect(cosine(a, Float32Array.of(-2, 1))).toBe(0);
  expect(cosine(a, Float32Array.of(1))).toBe(0);
  expect(cosine(a, Float32Array.of(0, 0))).toBe(0);
});
