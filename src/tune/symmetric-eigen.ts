/** Eigenvalues of a symmetric matrix with their orthonormal eigenvectors. */
export interface Eigen {
  readonly values: Float64Array;
  /** Row-major; column `k` is the eigenvector of `values[k]`. */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 50;

/**
 * Decomposes a symmetric matrix (row-major, size x size) by cyclic Jacobi rotations (Golub & Van
 * Loan, "Matrix Computations", 4th ed., section 8.5). Exact to rounding; meant for sizes up to
 * about 30. Eigenvalues come in no particular order.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, size) > 0; sweep += 1) {
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) rotate(a, vectors, { size, p, q });
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i] ?? 0), vectors };
}

/** Sum of squares off the diagonal; 0 once it is negligible compared with the diagonal. */
function offDiagonal(a: Float64Array, size: number): number {
  let off = 0;
  let on = 0;
  for (let i = 0; i < size; i += 1) {
    on += at(a, i * size + i) ** 2;
    for (let j = i + 1; j < size; j += 1) off += at(a, i * size + j) ** 2;
  }
  return off > 1e-30 * on ? off : 0;
}

interface Rotation {
  readonly size: number;
  readonly p: number;
  readonly q: number;
}

/** Makes element (p, q) zero. */
function rotate(a: Float64Array, vectors: Float64Array, { size, p, q }: Rotation): void {
  const apq = at(a, p * size + q);
  if (apq === 0) return;
  const theta = (at(a, q * size + q) - at(a, p * size + p)) / (2 * apq);
  const sign = theta < 0 ? -1 : 1;
  const t = sign / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k += 1) mix(a, [k * size + p, k * size + q], [c, s]);
  for (let k = 0; k < size; k += 1) mix(a, [p * size + k, q * size + k], [c, s]);
  for (let k = 0; k < size; k += 1) mix(vectors, [k * size + p, k * size + q], [c, s]);
}

function mix(
  values: Float64Array,
  [i, j]: readonly [number, number],
  [c, s]: readonly [number, number],
): void {
  const x = at(values, i);
  const y = at(values, j);
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
