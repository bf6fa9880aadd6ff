// Tries answers outside of the rules: NaN, numbers, a lower-case name, undefined.
export function createPolicy() {
  const answers: unknown[] = [Number.NaN, -1, 'spot', undefined, 'FREE', 1e308];
  let tick = 0;
  return { step: (): unknown => answers[tick++ % answers.length] };
}
