import type { Case } from 'adrs-lab';

/**
 * Scoring of a repair. `expected`: against the distribution of the true counters given all that the
 * simulation knows, with Brier's score for confidence. `published`: the formulas of the published
 * benchmark, against recorded counters.
 */
export type Form = 'expected' | 'published';

/**
 * One snapshot of the telemetry of a network. Interface i has two counters, numbered 2 i (received) and
 * 2 i + 1 (sent). Rates in Mbit/s.
 */
export interface TelemetryCase extends Case {
  /** The fault; averaged on its own. */
  readonly group: string;
  readonly form: Form;
  /** Router of each interface, from 0. Shape [interfaces]. */
  readonly router: readonly number[];
  /** Interface at the other end of the link, or -1 for the hosts of a router. Shape [interfaces]. */
  readonly peer: readonly number[];
  /** Reading of each counter. Shape [2 interfaces]. */
  readonly reading: readonly number[];
  /** Whether each interface reports to be up: 1 or 0. Shape [interfaces]. */
  readonly reportedUp: readonly number[];
  /** The true rate of a counter is uniform between `low` and `high`. Shape [2 interfaces]. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Whether each interface is up: 1 or 0. Shape [interfaces]. */
  readonly up: readonly number[];
  /** Whether the counters of each interface were tampered with: 1 or 0. Shape [interfaces]. */
  readonly faulty: readonly number[];
}

/** Parts of the score; they sum to 1, as published. */
export const WEIGHTS = { counters: 0.75, status: 0.05, confidence: 0.2 } as const;

/** Rates below this count as this when an error is taken relative to them, in Mbit/s. */
export const MIN_MBPS = 1;

/** Score of a case that failed, and of the worst repair there is. */
export const WORST_SCORE = 0;
