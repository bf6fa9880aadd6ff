/** What the job runs on: nothing, a spot machine, an on-demand machine. */
export type Machine = 'NONE' | 'SPOT' | 'OD';

/** What is known before the job starts. It does not change. */
export interface Task {
  /** Work to be done, in seconds of a running machine. At least 1. */
  readonly durationSeconds: number;
  /** The job must be done by then, counted from its start. More than `durationSeconds`. */
  readonly deadlineSeconds: number;
  /** Seconds without progress after every start of a machine, and after every change of its type. */
  readonly restartOverheadSeconds: number;
  /** Length of a tick: seconds between two calls of `step`. */
  readonly gapSeconds: number;
  /** Price of an on-demand machine in USD per hour, billed by whole ticks. */
  readonly onDemandUsdPerHour: number;
  /** Price of a spot machine in USD per hour, billed by whole ticks; about a third of on demand. */
  readonly spotUsdPerHour: number;
}

/** What is known at a tick. */
export interface Observation {
  /** Time since the start of the job: 0, `gapSeconds`, 2 `gapSeconds`, ... */
  readonly elapsedSeconds: number;
  /** Work done so far, below `durationSeconds`. */
  readonly doneSeconds: number;
  /** The machine the job has now. A spot machine that was just taken away shows as `NONE`. */
  readonly current: Machine;
  /** Whether the market has a spot machine at this tick. The future is not known. */
  readonly hasSpot: boolean;
  /** Overhead the current machine must still sit out before it makes progress; 0 without one. */
  readonly pendingOverheadSeconds: number;
}

/** The policy of one job. It may remember what it saw. */
export interface Policy {
  /**
   * Called at every tick until the work is done. The answer holds until the next tick.
   *
   * `SPOT` while `hasSpot` is false means `NONE`. Any other answer than these three strings fails
   * the job, which then counts with the worst cost there is. When the work left and one more restart, rounded up to ticks, fill
   * the time left, the answer is overridden: a spot machine without pending overhead stays, else
   * the job runs on demand.
   */
  step(observation: Observation): Machine;
}

/** Called once at the start of each job. Jobs share nothing. */
export function createPolicy(task: Task): Policy;
