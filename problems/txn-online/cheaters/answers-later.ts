/** Tries to answer when all is over. */
export function pick(): unknown {
  return { then: (resolve: (row: number) => void) => resolve(0) };
}
