import type { Case } from 'adrs-lab';

/**
 * A job with a deadline. Time is cut into ticks of `gapSeconds`. All times are whole seconds, so that simulation and
 * bound compute progress without rounding.
 */
export interface Job extends Case {
  /** Averaged on its own. */
  readonly group: string;
  readonly gapSeconds: number;
  /** Work to be done. */
  readonly durationSeconds: number;
  /** From the start of the job; (duration + overhead) rounded up to ticks must fit before it. */
  readonly deadlineSeconds: number;
  /** Lost at every start of a machine. */
  readonly restartOverheadSeconds: number;
  readonly onDemandUsdPerHour: number;
}

/** Whole ticks until the deadline. */
export function ticksUntilDeadline({ deadlineSeconds, gapSeconds }: Job): number {
  return Math.floor(deadlineSeconds / gapSeconds);
}

/** The progress of a job. */
interface Progress {
  doneSeconds: number;
  pendingOverheadSeconds: number;
}

/** Credits a tick on a machine: the overhead of its start first, then work. */
export function creditTick(run: Progress, { gapSeconds, durationSeconds }: Job): void {
  const overhead = Math.min(run.pendingOverheadSeconds, gapSeconds);
  run.pendingOverheadSeconds -= overhead;
  run.doneSeconds = Math.min(run.doneSeconds + gapSeconds - overhead, durationSeconds);
}

/** Whether the safety net acts: the work left and one more restart, in whole ticks, fill the time left. */
export function mustRun({ doneSeconds }: Progress, job: Job, ticksLeft: number): boolean {
  const restSeconds = job.durationSeconds - doneSeconds + job.restartOverheadSeconds;
  return Math.ceil(restSeconds / job.gapSeconds) >= ticksLeft;
}

/** The greatest common divisor of two whole numbers. */
export function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
