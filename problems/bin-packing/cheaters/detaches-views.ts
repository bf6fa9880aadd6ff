/** Tries to pull the memory from under the arrays, so that writing the next offer fails or goes astray. */
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void {
  for (let bin = 0; bin < count; bin += 1) scores[bin] = item - (remaining[bin] ?? 0);
  for (const { buffer } of [remaining, scores]) {
    if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }
}
