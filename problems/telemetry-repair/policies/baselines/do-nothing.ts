/** Believes every counter and every report. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  for (let at = 0; 2 * at < links.length; at += 1) {
    answer[5 * at] = readings[3 * at] ?? 0;
    answer[5 * at + 1] = readings[3 * at + 1] ?? 0;
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
    answer[5 * at + 3] = 1;
    answer[5 * at + 4] = 1;
  }
}
