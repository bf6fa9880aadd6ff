/**
 * The rule of the published starting programs: where the two ends of a link differ by more than 2 %,
 * believe the other end, the less the more they differ.
 */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  for (let at = 0; 2 * at < links.length; at += 1) {
    const peer = links[2 * at + 1] ?? -1;
    for (let counter = 0; counter < 2; counter += 1) {
      const own = readings[3 * at + counter] ?? 0;
      const other = peer < 0 ? own : (readings[3 * peer + 1 - counter] ?? 0);
      const difference = Math.abs(own - other) / Math.max(own, other, 1);
      answer[5 * at + counter] = difference > 0.02 ? other : own;
      answer[5 * at + 3 + counter] = difference > 0.02 ? 1 - difference : 1;
    }
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
  }
}
