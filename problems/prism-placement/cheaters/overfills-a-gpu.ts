/** Tries to ignore memory: everything on one GPU, whose free memory is negative and so its pressure. */
export function place(_cluster: unknown, slices: readonly unknown[]): number[] {
  return slices.map(() => 0);
}
