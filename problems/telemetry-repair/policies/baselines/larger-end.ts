/** Of two readings of the same traffic the larger, as most lost counters read too little. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  for (let at = 0; 2 * at < links.length; at += 1) {
    const peer = links[2 * at + 1] ?? -1;
    for (let counter = 0; counter < 2; counter += 1) {
      const own = readings[3 * at + counter] ?? 0;
      const other = peer < 0 ? own : (readings[3 * peer + 1 - counter] ?? 0);
      answer[5 * at + counter] = Math.max(own, other);
      answer[5 * at + 3 + counter] = 0.9;
    }
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
  }
}
