/** Repairs nothing: every counter and every status as it reads, with this confidence in every rate. */
export function copyReadings(readings: Float64Array, answer: Float64Array, confidence = 0.8): void {
  for (let at = 0; 3 * at < readings.length; at += 1) {
    answer[5 * at] = readings[3 * at] ?? 0;
    answer[5 * at + 1] = readings[3 * at + 1] ?? 0;
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
    answer[5 * at + 3] = confidence;
    answer[5 * at + 4] = confidence;
  }
}
