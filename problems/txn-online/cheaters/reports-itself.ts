/** Tries to report a makespan of its own, with a row that says so. */
export function pick(): unknown {
  return { valueOf: () => 0, makespan: 1 };
}
