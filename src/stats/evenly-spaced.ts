/** `count` positions spread over [0, total). */
export function evenlySpaced(count: number, total: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
}
