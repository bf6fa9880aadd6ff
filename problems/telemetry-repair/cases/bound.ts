import { leastError } from '../simulation/scoring.ts';
import { WEIGHTS, type TelemetryCase } from './workload.ts';

/**
 * No repair of a case scores more: every counter has its least expected error, every status is right,
 * confidence is 1 wherever it is deserved. Attained by whoever knows the mean flows and the faults.
 */
export function highestScore(workload: TelemetryCase): number {
  const least = workload.reading.map((_, counter) => leastError(workload, counter));
  const mean = least.reduce((sum, error) => sum + error, 0) / least.length;
  return 1 - WEIGHTS.counters * mean;
}
