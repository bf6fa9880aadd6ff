const SIZE = 2500;
const numbers = Array.from({ length: SIZE }, (_, index) => index);

/** Types that keep the compiler busy for more than ten seconds: an intersection of large unions. */
export const SLOW_TYPES = [
  ...numbers.map((n) => `interface I${n} { k: { a${n}: ${n}; f: (x: U) => U }; t: '${n}' | ${n} }`),
  `type U = ${numbers.map((n) => `I${n}`).join(' | ')};`,
  'declare const u: U;',
  'const v: U & { k: { a1: 3 } } = u;',
  'export const w: Partial<U> = v;',
].join('\n');
