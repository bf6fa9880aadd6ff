import type { Job } from '../../shared/spot/job.ts';

/** Rules of billing and of the safety net: as they should be, or with the flaws of the published code. */
export type Form = 'honest' | 'published';

/** A job and the spot markets of several zones it may run in. Its group is the scenario: `2_zones_same_region`. */
export interface Workload extends Job {
  /** Names, such as `us-east-1a`; a job starts at the first. Shape [zones]. */
  readonly zones: readonly string[];
  /**
   * When a zone's market has a machine: alternating lengths in ticks, the first one with a machine
   * (it may be 0). After the last run there is none. Shape [zones, runs].
   */
  readonly spotRuns: readonly (readonly number[])[];
  /**
   * A zone's spot price over time: (ticks, USD per hour) pairs in a row; the last price stays.
   * Shape [zones, 2 * pieces].
   */
  readonly spotPrices: readonly (readonly number[])[];
  /**
   * `honest`: a spot tick costs what its zone asks at that tick. `published`: all spot ticks cost the
   * first price of the zone the job ends in, and the safety net overlooks a preemption, README.md.
   */
  readonly form: Form;
  /** `restart`: a move to another zone is a start. `free`: as published, it is none while spot lasts. */
  readonly moves: 'restart' | 'free';
  /** Where given, the mean over cases of weight times cost is the published mean over scenarios. */
  readonly weight?: number | undefined;
}

/** The job of the published benchmark (AWS p3.2xlarge). */
export const PUBLISHED_JOB = {
  gapSeconds: 195,
  durationSeconds: 48 * 3600,
  deadlineSeconds: 52 * 3600,
  restartOverheadSeconds: 720,
  onDemandUsdPerHour: 3.06,
} as const;

/** Tick by tick, what the markets of all zones offer. Shape of both arrays [ticks, zones]. */
export interface Markets {
  /** 1 where the zone has a spot machine. */
  readonly hasSpot: Uint8Array;
  readonly usdPerHour: Float64Array;
}

/** Spreads runs and prices out over `ticks` ticks from the start. */
export function marketsOf({ zones, spotRuns, spotPrices }: Workload, ticks: number): Markets {
  const count = zones.length;
  const hasSpot = new Uint8Array(ticks * count);
  const usdPerHour = new Float64Array(ticks * count);
  for (let zone = 0; zone < count; zone += 1) {
    spread(spotRuns[zone] ?? [], ticks, (tick, run) => {
      hasSpot[tick * count + zone] = 1 - (run % 2);
    });
    const pieces = spotPrices[zone] ?? [];
    const lengths = pieces.filter((_, at) => at % 2 === 0);
    // The last price stays.
    lengths.push((lengths.pop() ?? 0) + ticks);
    spread(lengths, ticks, (tick, piece) => {
      usdPerHour[tick * count + zone] = pieces[2 * piece + 1] ?? 0;
    });
  }
  return { hasSpot, usdPerHour };
}

/** Calls `write` for each of the first `ticks` ticks with the number of the stretch it is in. */
function spread(
  lengths: readonly number[],
  ticks: number,
  write: (tick: number, stretch: number) => void,
): void {
  let tick = 0;
  for (const [stretch, length] of lengths.entries()) {
    const end = Math.min(tick + length, ticks);
    for (; tick < end; tick += 1) write(tick, stretch);
  }
}
