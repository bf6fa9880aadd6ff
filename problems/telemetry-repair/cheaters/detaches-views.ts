/** Tries to pull the memory from under the arrays before the simulation reads them. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  honest(links, readings, answer);
  for (const { buffer } of [links, readings, answer]) {
    if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }
}

/** An honest repair: every counter as it reads. */
function honest(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  for (let at = 0; 2 * at < links.length; at += 1) {
    answer[5 * at] = readings[3 * at] ?? 0;
    answer[5 * at + 1] = readings[3 * at + 1] ?? 0;
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
    answer[5 * at + 3] = 0.8;
    answer[5 * at + 4] = 0.8;
  }
}
