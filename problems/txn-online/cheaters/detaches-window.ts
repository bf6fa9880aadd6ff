/** Tries to pull the memory from under the window. */
export function pick(waiting: Float64Array): number {
  const { buffer } = waiting;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  return 0;
}
