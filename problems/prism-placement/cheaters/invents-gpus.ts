/** Tries to use GPUs that the cluster does not have: a machine for every slice (scored 40.29 as published). */
export function place(_cluster: unknown, slices: readonly unknown[]): number[] {
  return slices.map((_, index) => index);
}
