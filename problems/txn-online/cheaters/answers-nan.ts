/** Tries to confuse the window with NaN as a row. */
export function pick(): number {
  return Number.NaN;
}
