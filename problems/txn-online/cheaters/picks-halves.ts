/** Tries to pick between two rows. */
export function pick(): number {
  return 0.5;
}
