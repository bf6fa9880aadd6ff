// Tries answers outside of the rules: NaN, fractions, negative numbers, texts, undefined.
export function createPolicy() {
  const answers: unknown[] = [Number.NaN, 1.5, -2, 'SPOT', undefined, 1e308];
  let tick = 0;
  return { step: (): unknown => answers[tick++ % answers.length] };
}
