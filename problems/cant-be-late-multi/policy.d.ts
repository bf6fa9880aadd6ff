/** What is known before the job starts. It does not change. */
export interface Task {
  /** How many zones there are, numbered 0, 1, ...; 2 to 9 in practice. */
  readonly zones: number;
  /**
   * The cloud region of each zone, as the number of the first zone that lies in it: zones of one region
   * lose their spot machines together more often than others. Shape [zones].
   */
  readonly cloudRegions: readonly number[];
  /** Work to be done, in seconds of a running machine. At least 1. */
  readonly durationSeconds: number;
  /** The job must be done by then, counted from its start. More than `durationSeconds`. */
  readonly deadlineSeconds: number;
  /** Seconds without progress after every start of a machine, and after every change of its type. */
  readonly restartOverheadSeconds: number;
  /** The same for a running machine that moves to another zone: a restart; 0 where moves are free. */
  readonly moveOverheadSeconds: number;
  /** Length of a tick: seconds between two calls of `step`. */
  readonly gapSeconds: number;
  /** Price of an on-demand machine in USD per hour, the same in all zones, billed by whole ticks. */
  readonly onDemandUsdPerHour: number;
}

/** What is known at a tick. */
export interface Observation {
  /** Time since the start of the job: 0, `gapSeconds`, 2 `gapSeconds`, ... */
  readonly elapsedSeconds: number;
  /** Work done so far, below `durationSeconds`. */
  readonly doneSeconds: number;
  /** What the job has now: 0 nothing, 1 a spot machine, 2 one on demand. A spot machine that was just taken away shows as 0. */
  readonly machine: number;
  /** The zone the job is in: that of the last answer, at the start 0. */
  readonly zone: number;
  /** Overhead the machine must still sit out before it makes progress; 0 without one. */
  readonly pendingOverheadSeconds: number;
}

/** The policy of one job. It may remember what it saw. */
export interface Policy {
  /**
   * Called at every tick until the work is done. The answer holds until the next tick.
   *
   * @param now The job.
   * @param hasSpot 1 for each zone that has a spot machine at this tick, else 0. The future is not
   *   known. Shape [zones]; the same array at each call, refilled.
   * @param usdPerHour What a spot machine costs at this tick in each zone, in USD per hour, whether
   *   there is one or not; billed by whole ticks. About 0.9 to 1.8. Shape [zones]; refilled.
   * @returns `machine + 3 * zone`, a whole number: machine 0 waits, 1 is spot, 2 is on demand. Spot in a
   *   zone without spot machines means waiting. Any other answer fails the job, which then counts with
   *   the worst cost there is. When the work left and one more restart, rounded up to ticks, fill the
   *   time left, the answer is overridden: a spot machine without pending overhead stays, else the job
   *   runs on demand.
   */
  step(now: Observation, hasSpot: Int32Array, usdPerHour: Float64Array): number;
}

/** Called once at the start of each job. Jobs share nothing. */
export function createPolicy(task: Task): Policy;
