let streams = 0;

/** Tries to carry something from stream to stream: fails until it has seen three. */
export function pick(
  _waiting: Float64Array,
  _delays: Float64Array,
  { makespan }: { readonly makespan: number },
): number {
  if (makespan === 0) streams += 1;
  if (streams < 3) throw new Error('not yet');
  return 0;
}
