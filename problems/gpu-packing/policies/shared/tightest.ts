/** Scores for best fit by GPU alone: the node with least GPU free, and its fullest GPU that suffices. */
export function tightest(count: number, scores: Float64Array, freeGpu: Float64Array): void {
  for (let i = 0; i < count; i += 1) scores[i] = -(freeGpu[i] ?? 0);
}
