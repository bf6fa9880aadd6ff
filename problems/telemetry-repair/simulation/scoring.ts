import { MIN_MBPS, WEIGHTS, type TelemetryCase } from '../cases/workload.ts';

/** A repair as it was read from the policy; what is missing or no number is NaN. */
export interface Repair {
  /** Repaired rates in Mbit/s. Shape [2 interfaces]. */
  readonly rate: Float64Array;
  /** The policy's confidence in each rate. Shape [2 interfaces]. */
  readonly confidence: Float64Array;
  /** 1 or 0. Shape [interfaces]. */
  readonly up: Float64Array;
}

/** The scores of a repair. All between 0 and 1. */
export interface Score {
  readonly score: number;
  /** Mean relative error of the counters, each at most 1. */
  readonly repairError: number;
  /** The same, over counters of healthy interfaces. */
  readonly healthyError: number;
  /** The same, over counters of faulty interfaces whose peer is healthy. */
  readonly recoverableError: number;
  /** The same, over counters whose traffic no healthy interface counts. */
  readonly unreadError: number;
  readonly statusAccuracy: number;
  readonly calibration: number;
  /** Counter with the largest error. */
  readonly worstCounter: number;
}

/** The scores of a repaired counter: its error, or undefined where it does not count, and the rest. */
interface CounterScore {
  readonly error: number | undefined;
  readonly calibration: number;
}

const MISSING: CounterScore = { error: 1, calibration: 0 };
/** A rate within this share of the true one is right: the event that confidence is about. */
const TOLERANCE = 0.1;

/** Scores a repair in the form of the case. */
export function scoreOf(workload: TelemetryCase, repair: Repair): Score {
  const means = [createMean(), createMean(), createMean()] as const;
  const all = createMean();
  let calibration = 0;
  let worst = { counter: 0, error: -1 };
  for (let counter = 0; counter < workload.reading.length; counter += 1) {
    const one = counterScore(workload, repair, counter);
    calibration += one.calibration / workload.reading.length;
    if (one.error === undefined) continue;
    all.add(one.error);
    means[kindOf(workload, counter >> 1)].add(one.error);
    if (one.error > worst.error) worst = { counter, error: one.error };
  }
  const repairError = all.mean();
  const statusAccuracy = statusAccuracyOf(workload, repair);
  const { counters, status, confidence } = WEIGHTS;
  return {
    score: counters * (1 - repairError) + status * statusAccuracy + confidence * calibration,
    repairError,
    healthyError: means[0].mean(),
    recoverableError: means[1].mean(),
    unreadError: means[2].mean(),
    statusAccuracy,
    calibration,
    worstCounter: worst.counter,
  };
}

/** 0 for a healthy interface, 1 for a faulty one with a healthy peer, 2 for a faulty one without. */
function kindOf({ faulty, peer }: TelemetryCase, index: number): 0 | 1 | 2 {
  if (faulty[index] !== 1) return 0;
  return faulty[peer[index] ?? -1] === 0 ? 1 : 2;
}

/** A running mean; 0 when nothing was added. */
function createMean(): { add(value: number): void; mean(): number } {
  let sum = 0;
  let count = 0;
  return {
    add(value) {
      sum += value;
      count += 1;
    },
    mean: () => (count > 0 ? sum / count : 0),
  };
}

/** Least expected relative error that any answer for a counter can have. */
export function leastError({ low, high, form }: TelemetryCase, counter: number): number {
  if (form === 'published') return 0;
  const [from, to] = [low[counter] ?? 0, high[counter] ?? 0];
  return (to - from) / 4 / Math.max((from + to) / 2, MIN_MBPS);
}

function counterScore(workload: TelemetryCase, repair: Repair, counter: number): CounterScore {
  const rate = repair.rate[counter] ?? Number.NaN;
  // Not `rate < 0`: NaN is missing too.
  if (!(rate >= 0 && rate < Infinity)) return MISSING;
  const low = workload.low[counter] ?? 0;
  const high = workload.high[counter] ?? 0;
  const confidence = repair.confidence[counter] ?? Number.NaN;
  const { error, calibration } =
    workload.form === 'published'
      ? publishedScore(low, rate, confidence)
      : expectedScore([low, high], rate, confidence);
  return { error, calibration: confidence >= 0 && confidence <= 1 ? calibration : 0 };
}

/** The mean error over all that the true rate may be, and Brier's score of one event. */
function expectedScore(
  [low, high]: readonly [number, number],
  rate: number,
  confidence: number,
): CounterScore {
  const middle = (low + high) / 2;
  const scale = Math.max(middle, MIN_MBPS);
  const isRight = Math.abs(rate - middle) <= TOLERANCE * scale;
  return {
    error: Math.min(meanDistance(rate, low, high) / scale, 1),
    calibration: 1 - (confidence - (isRight ? 1 : 0)) ** 2,
  };
}

/** Mean distance of `rate` from a number that is uniform between `low` and `high`. */
function meanDistance(rate: number, low: number, high: number): number {
  if (rate <= low || rate >= high) return Math.abs(rate - (low + high) / 2);
  return ((rate - low) ** 2 + (high - rate) ** 2) / (2 * (high - low));
}

/** The published error, and the published calibration, which is no proper score: see README.md. */
function publishedScore(truth: number, rate: number, confidence: number): CounterScore {
  const error = truth > 0 ? Math.min(Math.abs(rate - truth) / truth, 1) : undefined;
  const off = Math.abs(truth - rate) / Math.max(truth, rate, MIN_MBPS);
  if (1 - off > 0.8) {
    const calibration = confidence > 0.7 ? 1 : 0.5 + 1.25 * (confidence - 0.3);
    return { error, calibration: Math.max(0, Math.min(1, calibration)) };
  }
  const calibration = confidence < 0.3 ? 0.8 : Math.max(0, 0.8 - 2 * confidence * off);
  return { error, calibration };
}

function statusAccuracyOf({ up }: TelemetryCase, repair: Repair): number {
  const right = up.filter((status, index) => repair.up[index] === status).length;
  return right / up.length;
}
