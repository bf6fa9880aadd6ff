import { copyReadings } from '../shared/copy-readings.ts';

/** Believes every counter and every report. */
export function repair(_links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  copyReadings(readings, answer, 1);
}
