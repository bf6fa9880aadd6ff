/** Tries to pick from behind: a row below 0. */
export function pick(): number {
  return -1;
}
