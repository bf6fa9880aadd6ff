import { ticksUntilDeadline, type Job } from '../../shared/spot/job.ts';

/** A job and the spot market it meets. Its group is deadline and restart overhead, for example `52h/0.02h`. */
export interface Workload extends Job {
  /**
   * When the market has a machine: alternating lengths in ticks, the first one with a machine (it
   * may be 0). After the last run there is none.
   */
  readonly spotRuns: readonly number[];
  readonly spotUsdPerHour: number;
}

/** The job and the prices of the published benchmark (AWS p3.2xlarge). */
export const PUBLISHED_JOB = {
  gapSeconds: 600,
  durationSeconds: 48 * 3600,
  onDemandUsdPerHour: 3.06,
  spotUsdPerHour: 0.9731,
} as const;

/** Deadlines and restart overheads of the published benchmark, in hours. */
export const PUBLISHED_CELLS: readonly {
  readonly deadlineHours: number;
  readonly overheadHours: number;
}[] = [52, 70].flatMap((deadlineHours) =>
  [0.02, 0.05, 0.1].map((overheadHours) => ({ deadlineHours, overheadHours })),
);

/** Makes the case of a job in a window of an environment's market. */
export function workloadOf(
  cell: (typeof PUBLISHED_CELLS)[number],
  window: {
    readonly environment: string;
    readonly name: string;
    readonly spotRuns: readonly number[];
  },
): Workload {
  const group = `${cell.deadlineHours}h/${cell.overheadHours}h`;
  return {
    id: `${window.environment}/${group}/${window.name}`,
    group,
    spotRuns: window.spotRuns,
    deadlineSeconds: Math.round(cell.deadlineHours * 3600),
    restartOverheadSeconds: Math.round(cell.overheadHours * 3600),
    ...PUBLISHED_JOB,
  };
}

/** Availability tick by tick, 1 where the market has a machine. Shape [ticks until deadline + 1]. */
export function availabilityOf(workload: Workload): Uint8Array {
  const available = new Uint8Array(ticksUntilDeadline(workload) + 1);
  let tick = 0;
  for (const [index, length] of workload.spotRuns.entries()) {
    if (tick >= available.length) break;
    if (index % 2 === 0) available.fill(1, tick, tick + length);
    tick += length;
  }
  return available;
}
