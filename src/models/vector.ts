import { ModelError } from '../core/errors.ts';

/** A vector as a text: base64 of its 32-bit floats, little-endian. */
export function encodeVector(values: readonly number[]): string {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes.toString('base64');
}

/** The reverse of `encodeVector`. Throws ModelError for a text that holds no vector of finite numbers. */
export function decodeVector(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  const vector = Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readFloatLE(4 * index),
  );
  if (vector.length > 0 && bytes.length % 4 === 0 && vector.every(Number.isFinite)) return vector;
  throw new ModelError('the reply is no vector', {
    kind: 'malformed',
    hint: 'the model under novelty.embedding must be one for embeddings',
  });
}

/** Cosine of the angle between two vectors, in [-1, 1]; 0 when their lengths differ or one is zero. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let [product, squareA, squareB] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    product += value * other;
    squareA += value * value;
    squareB += other * other;
  }
  const norm = Math.sqrt(squareA * squareB);
  return norm === 0 ? 0 : product / norm;
}
