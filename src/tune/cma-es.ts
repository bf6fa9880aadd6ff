import type { Rng } from '../core/rng.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface CmaEsOptions {
  /** Where the search starts; its length is the dimension, at least 1. */
  readonly mean: readonly number[];
  /** Standard deviation of the first steps, above 0. */
  readonly sigma: number;
  /** Points a generation, at least 3; by default 4 + floor(3 ln n). */
  readonly populationSize?: number;
}

/** A minimiser that asks for the values of points, a generation at a time. */
export interface CmaEs {
  readonly populationSize: number;
  /** The points of a generation. Does not change the state. */
  ask(this: void, rng: Rng): readonly (readonly number[])[];
  /**
   * Takes the points of a generation with their costs, lower is better; only their order counts.
   * Infinity for a point that has no value.
   */
  tell(this: void, points: readonly EvaluatedPoint[]): void;
  /** The current estimate of the best point. */
  mean(this: void): readonly number[];
  /** Overall step size. */
  sigma(this: void): number;
}

export interface EvaluatedPoint {
  readonly point: readonly number[];
  readonly cost: number;
}

/** Strategy parameters, in the notation of the tutorial. */
interface Constants {
  readonly n: number;
  readonly weights: readonly number[];
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cc: number;
  readonly c1: number;
  readonly cMu: number;
  readonly chiN: number;
}

interface State {
  mean: Float64Array;
  sigma: number;
  /** Row-major covariance and its decomposition. */
  covariance: Float64Array;
  axes: Float64Array;
  scales: Float64Array;
  readonly pathSigma: Float64Array;
  readonly pathC: Float64Array;
  generation: number;
}

/**
 * CMA-ES with rank-one and rank-mu updates and cumulative step-size adaptation (Hansen & Ostermeier
 * 2001; constants of Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772, table 1,
 * positive weights). The full covariance is decomposed every generation: meant for n up to about 30.
 */
export function createCmaEs(options: CmaEsOptions): CmaEs {
  const n = options.mean.length;
  const populationSize = options.populationSize ?? 4 + Math.floor(3 * Math.log(n));
  if (n < 1 || populationSize < 3 || !(options.sigma > 0)) {
    throw new RangeError('CMA-ES needs a dimension, a step size above 0 and 3 points or more');
  }
  const constants = constantsFor(n, populationSize);
  const state = startState(options.mean, options.sigma);
  return {
    populationSize,
    ask: (rng) => Array.from({ length: populationSize }, () => sample(state, rng)),
    tell(points) {
      const best = points
        .filter(({ cost }) => !Number.isNaN(cost))
        .toSorted((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost))
        .slice(0, constants.weights.length);
      if (best.length > 0) update(state, constants, best);
    },
    mean: () => [...state.mean],
    sigma: () => state.sigma,
  };
}

function constantsFor(n: number, lambda: number): Constants {
  const mu = Math.floor(lambda / 2);
  const raw = Array.from({ length: mu }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / total);
  const muEff = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  return {
    n,
    weights,
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cc: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    c1,
    cMu: Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff)),
    chiN: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

function startState(mean: readonly number[], sigma: number): State {
  const n = mean.length;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) identity[i * n + i] = 1;
  return {
    mean: Float64Array.from(mean),
    sigma,
    covariance: identity,
    axes: Float64Array.from(identity),
    scales: new Float64Array(n).fill(1),
    pathSigma: new Float64Array(n),
    pathC: new Float64Array(n),
    generation: 0,
  };
}

function sample({ mean, sigma, axes, scales }: State, rng: Rng): number[] {
  const z = Array.from(scales, (scale) => scale * rng.normal());
  return Array.from(mean, (center, i) => center + sigma * rowTimes(axes, i, z));
}

/** Row `i` of a square matrix times a vector. */
function rowTimes(matrix: Float64Array, i: number, vector: readonly number[]): number {
  const n = vector.length;
  let sum = 0;
  for (let j = 0; j < n; j += 1) sum += (matrix[i * n + j] ?? 0) * (vector[j] ?? 0);
  return sum;
}

function update(state: State, constants: Constants, best: readonly EvaluatedPoint[]): void {
  const { weights } = constants;
  // With failed points left out fewer remain than weights; the rest still add up to 1.
  const total = weights.slice(0, best.length).reduce((a, b) => a + b, 0);
  const shares = weights.slice(0, best.length).map((weight) => weight / total);
  const steps = best.map(({ point }) =>
    point.map((x, i) => (x - (state.mean[i] ?? 0)) / state.sigma),
  );
  const step = Float64Array.from(state.mean, (_, i) =>
    steps.reduce((sum, y, k) => sum + (shares[k] ?? 0) * (y[i] ?? 0), 0),
  );
  state.generation += 1;
  state.mean = state.mean.map((center, i) => center + state.sigma * (step[i] ?? 0));
  const isSteady = advancePaths(state, constants, step);
  updateCovariance(state, constants, { steps, shares, isSteady });
  const { cSigma, dSigma, chiN } = constants;
  const change = (cSigma / dSigma) * (norm(state.pathSigma) / chiN - 1);
  state.sigma *= Math.exp(Math.min(1, change));
  const eigen = symmetricEigen(state.covariance, constants.n);
  state.axes = eigen.vectors;
  state.scales = eigen.values.map((value) => Math.sqrt(Math.max(value, 1e-20)));
}

/** Moves both evolution paths; false while the step size grows so fast that the second must wait. */
function advancePaths(state: State, constants: Constants, step: Float64Array): boolean {
  const { n, muEff, cSigma, cc, chiN } = constants;
  const { pathSigma, pathC, axes, scales, generation } = state;
  // C^(-1/2) step, through the axes of C.
  const inner = Array.from(scales, (scale, k) => {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += (axes[i * n + k] ?? 0) * (step[i] ?? 0);
    return sum / scale;
  });
  const gain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  for (let i = 0; i < n; i += 1) {
    pathSigma[i] = (1 - cSigma) * (pathSigma[i] ?? 0) + gain * rowTimes(axes, i, inner);
  }
  const expected = Math.sqrt(1 - (1 - cSigma) ** (2 * generation));
  const isSteady = norm(pathSigma) / expected < (1.4 + 2 / (n + 1)) * chiN;
  const gainC = isSteady ? Math.sqrt(cc * (2 - cc) * muEff) : 0;
  for (let i = 0; i < n; i += 1) {
    pathC[i] = (1 - cc) * (pathC[i] ?? 0) + gainC * (step[i] ?? 0);
  }
  return isSteady;
}

interface Generation {
  readonly steps: readonly (readonly number[])[];
  readonly shares: readonly number[];
  readonly isSteady: boolean;
}

function updateCovariance(
  { covariance, pathC }: State,
  { n, c1, cMu, cc }: Constants,
  { steps, shares, isSteady }: Generation,
): void {
  const kept = 1 - c1 - cMu + (isSteady ? 0 : c1 * cc * (2 - cc));
  for (let cell = 0; cell < n * n; cell += 1) {
    const i = Math.floor(cell / n);
    const j = cell % n;
    let rankMu = 0;
    for (const [k, y] of steps.entries()) {
      rankMu += (shares[k] ?? 0) * (y[i] ?? 0) * (y[j] ?? 0);
    }
    const rankOne = (pathC[i] ?? 0) * (pathC[j] ?? 0);
    covariance[cell] = kept * (covariance[cell] ?? 0) + c1 * rankOne + cMu * rankMu;
  }
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}
