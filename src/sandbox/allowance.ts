import type { IsolateJob, IsolateLimits } from '../core/sandbox.ts';

/** What a job may use of the clocks. Work itself is limited inside the isolate. */
export interface Allowance {
  /** Processor seconds of one case, or of loading the policy. */
  readonly caseCpuSeconds: number;
  /** Wall time of the whole job, a generous backstop. */
  readonly wallMs: number;
  /**
   * Processor seconds of one case up to which steps need not be counted: nothing can take all its steps in it.
   * 0: they are counted from the start. Infinity: no policy runs.
   */
  readonly uncountedCpuSeconds: number;
}

/**
 * Writing decisions down takes several times as long, up to 13 times where views are large, which must not make
 * a policy close to a limit fail its audit.
 */
const RECORDING_FACTOR = 30;
const WALL_FACTOR = 10;
const WALL_CONSTANT_MS = 10_000;
/** Eleven days: a timer of more than 2^31 ms would expire at once. */
const MAX_WALL_MS = 1e9;
/** Least time that one step takes where steps are not counted; measured, see docs/decisions/work-decides.md. */
const MIN_NS_PER_STEP = 0.1;
/** As many times faster than the machine of that measurement may another be. */
const FASTEST_MACHINE = 3;
/** The clock is looked at every few milliseconds only: a shorter time cannot be kept. */
const MIN_UNCOUNTED_SECONDS = 0.01;

/** The allowance of a job, its cases and its mode taken into account. */
export function allowanceOf(job: {
  readonly limits: IsolateLimits;
  readonly count: number;
  readonly readsSteps?: boolean | undefined;
  readonly decisions?: IsolateJob['decisions'];
}): Allowance {
  const { limits, count, decisions } = job;
  const factor = decisions?.mode === 'record' ? RECORDING_FACTOR : 1;
  const caseCpuSeconds = limits.cpuSeconds * factor;
  const wallMs =
    limits.timeoutMs === undefined
      ? WALL_CONSTANT_MS + WALL_FACTOR * 1000 * caseCpuSeconds * (count + 1)
      : limits.timeoutMs * factor;
  return {
    caseCpuSeconds,
    wallMs: Math.min(wallMs, MAX_WALL_MS),
    uncountedCpuSeconds: uncountedOf(job, caseCpuSeconds),
  };
}

function uncountedOf(
  { limits, readsSteps = false, decisions }: Parameters<typeof allowanceOf>[0],
  caseCpuSeconds: number,
): number {
  if (decisions?.mode === 'replay') return Infinity;
  const seconds = (limits.maxSteps * MIN_NS_PER_STEP * 1e-9) / FASTEST_MACHINE;
  const isUseful = seconds >= MIN_UNCOUNTED_SECONDS && seconds < caseCpuSeconds;
  return isUseful && !readsSteps ? seconds : 0;
}
