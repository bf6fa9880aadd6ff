import type { Rng } from '../../src/core/rng.ts';

/** Ways in which a function calls `NEXT` with `n`; each stands alone as the body of a function. */
const FORMS: readonly string[] = [
  'return NEXT(n)',
  'return [n].map((x) => NEXT(x))[0]',
  'return { get v() { return NEXT(n) } }.v',
  'return [...{ *[Symbol.iterator]() { yield NEXT(n) } }][0]',
  'return NEXT.call(null, n)',
  'return NEXT.apply(null, [n])',
  'return NEXT.bind(null, n)()',
  'return Reflect.apply(NEXT, null, [n])',
  'return JSON.stringify({ toJSON() { return NEXT(n) } })',
  'return +{ valueOf() { return NEXT(n) } }',
  "return `${{ toString() { NEXT(n); return '' } }}`",
  'const { v = NEXT(n) } = {}; return v',
  'return ((x = NEXT(n)) => x)()',
  'return new (class { x = NEXT(n) })().x',
  'return [3, 1, 2].sort((a, b) => (NEXT(n), a - b))[0]',
  "return 'x'.replace('x', () => NEXT(n))",
  'try { return NEXT(n) } catch { return 0 } finally { n = 0 }',
  'const tag = (_, x) => NEXT(x); return tag`${n}`',
  'return Math.max(...[1, 2].map(() => NEXT(n)))',
  'return Array.from([n], (x) => NEXT(x))[0]',
  'return (function* () { yield NEXT(n) })().next().value',
  'return [[n]].flatMap((x) => x.map((y) => NEXT(y)))[0]',
  'const o = { go: (x) => NEXT(x) }; return o[["go"][0]](n)',
  'return n in new Proxy({}, { has: () => NEXT(n) })',
  'return new Map([[1, NEXT]]).get(1)(n)',
];

/** What makes frames larger without calling anything. */
const FILLERS: readonly string[] = [
  '',
  'if (n < 0) { n = n * 2 + 1 } ',
  'for (const a of [n]) for (const b of [a]) n = b; ',
  '{ let a = n, b = a + 1, c = b + 1, d = [a, b, c, { a, b, c }]; if (d.length < 3) n = 0 } ',
];

/** A program of some functions that call one another in a circle that never ends, each in a way of its own. */
export function endlessCircle(rng: Rng): string {
  const count = 1 + rng.integer(4);
  const functions = Array.from({ length: count }, (_, at) => {
    const next = `f${(at + 1) % count}`;
    const filler = rng.pick(FILLERS).repeat(rng.integer(4));
    return `function f${at}(n) { ${filler}${rng.pick(FORMS).replaceAll('NEXT', next)} }`;
  });
  return `${functions.join('\n')}\nconst go = (n) => f0(n);`;
}
