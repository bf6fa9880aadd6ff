import { describe, expect, test } from 'vitest';
import { openMetered } from '../fixtures/metered-realm.ts';

const N = 10_000;
/** Less than a hundred runs take, and more than one does. */
const LIMIT = 50_000;

/**
 * Ways to do work without a turn of a loop or a body of a function: each row exports `run(n)`, which touches n elements
 * or makes n additions.
 */
const WAYS: readonly (readonly [way: string, text: string])[] = [
  [
    'defaults of a generator that is only called',
    'let s = 0; function* f(v, i, a, w = (s += 1)) {} export const run = (n) => new Uint8Array(n).forEach(f)',
  ],
  [
    'defaults of a function that then throws',
    'let s = 0; const f = (a, b = (s += 1), { c } = null) => 0; export const run = (n) => { for (let i = 0; i < n / 20; i += 1) try { f(0); } catch {} }',
  ],
  [
    'a computed key of a parameter',
    'let s = 0; function* f({ [(s += 1, s += 1, "a")]: a }) {} export const run = (n) => Array.from({ length: n / 2 }, () => ({})).forEach(f)',
  ],
  [
    'a long sequence',
    `let s = 0; const f = () => (${Array.from({ length: 500 }, () => 's++').join(',')}); export const run = (n) => { for (let i = 0; i < n / 500; i += 1) f() }`,
  ],
  [
    'unrolled statements',
    `let s = 0; export const run = (n) => { for (let i = 0; i < n; i += 500) { ${'s += 1;'.repeat(500)} } }`,
  ],
  [
    'conditions that chain',
    `let s = 0; export const run = (n) => { for (let i = 0; i < n; i += 100) { ${Array.from({ length: 100 }, () => '++s > 0').join('&&')} } }`,
  ],
  [
    'fields of instances',
    `let s = 0; class A { ${Array.from({ length: 50 }, (_, k) => `f${k} = s++;`).join('')} } export const run = (n) => { for (let i = 0; i < n; i += 50) new A() }`,
  ],
  [
    'fields without values',
    `class A { ${Array.from({ length: 50 }, (_, k) => `f${k};`).join('')} } export const run = (n) => { for (let i = 0; i < n; i += 50) new A() }`,
  ],
  [
    'static blocks',
    `let s = 0; const f = () => class { static { ${'s++;'.repeat(50)} } }; export const run = (n) => { for (let i = 0; i < n; i += 50) f() }`,
  ],
  [
    'a getter',
    'let s = 0; const o = { get x() { return s++ } }; export const run = (n) => { for (let i = 0; i < n; i += 4) o.x + o.x + o.x + o.x }',
  ],
  [
    'valueOf',
    'let s = 0; const o = { valueOf: () => s++ }; export const run = (n) => new Float64Array(n).fill(0).map(() => +o)',
  ],
  [
    'a proxy',
    'let s = 0; const p = new Proxy({}, { get: () => s++ }); export const run = (n) => { for (let i = 0; i < n; i += 2) p.a + p.b }',
  ],
  [
    'a reviver',
    'let s = 0; export const run = (n) => JSON.parse(`[${new Array(n).fill(1).join()}]`, () => s++)',
  ],
  [
    'a replacer',
    'let s = 0; export const run = (n) => JSON.stringify(new Array(n).fill(1), (k, v) => (s++, v))',
  ],
  [
    'toJSON',
    'const big = new Array(100).fill(undefined); const o = { toJSON: () => big }; export const run = (n) => JSON.stringify(new Array(n / 100).fill(o))',
  ],
  [
    'parts that an object shares',
    'let o = {}; for (let k = 0; k < 30; k += 1) o = [o, o]; export const run = (n) => { let p = o; for (let k = 0; k < 30 - Math.log2(n); k += 1) p = p[0]; JSON.stringify(p) }',
  ],
  [
    'arrays that share parts, flattened',
    'let o = []; for (let k = 0; k < 30; k += 1) o = [o, o]; export const run = (n) => { let p = o; for (let k = 0; k < 30 - Math.log2(n); k += 1) p = p[0]; p.flat(Infinity) }',
  ],
  ['holes', 'export const run = (n) => new Array(n).forEach(Math.abs)'],
  ['a builtin as a callback', 'export const run = (n) => new Float64Array(n).map(Math.sqrt)'],
  ['sorting', 'export const run = (n) => new Float64Array(n / 8).sort()'],
  ['sorting with a builtin', 'export const run = (n) => new Array(n / 8).fill(1).sort(Math.max)'],
  [
    'spreading an array',
    'const a = new Array(1000).fill(1); export const run = (n) => { for (let i = 0; i < n; i += 1000) [...a] }',
  ],
  [
    'spreading arguments',
    'const a = new Array(1000).fill(1); export const run = (n) => { for (let i = 0; i < n; i += 1000) Math.max(...a) }',
  ],
  [
    'spreading the iterator of a builtin',
    'const a = new Array(1000).fill(1); export const run = (n) => { for (let i = 0; i < n; i += 1000) [...a.entries()] }',
  ],
  [
    'an array that lends its iterator',
    'const a = new Array(1000).fill(1); const b = []; Object.defineProperty(b, Symbol.iterator, { value: () => a.values() }); export const run = (n) => { for (let i = 0; i < n; i += 1000) [...b] }',
  ],
  [
    'the rest of an array',
    'const a = new Array(1000).fill(1); export const run = (n) => { let x, r; for (let i = 0; i < n; i += 1000) [x, ...r] = a }',
  ],
  [
    'the rest of a parameter',
    'const a = new Array(1000).fill(1); const f = ([x, ...r]) => 0; export const run = (n) => { for (let i = 0; i < n; i += 1000) f(a) }',
  ],
  [
    'the rest of what a loop takes',
    'const a = new Array(1000).fill(1); export const run = (n) => { for (let i = 0; i < n; i += 1000) for (const [x, ...r] of [a]); }',
  ],
  [
    'copying an object',
    'const o = Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`k${k}`, k])); export const run = (n) => { for (let i = 0; i < n; i += 1000) ({ ...o }) }',
  ],
  [
    'the rest of an object',
    'const o = Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`k${k}`, k])); export const run = (n) => { for (let i = 0; i < n; i += 1000) { const { a, ...b } = o } }',
  ],
  [
    'the first key of many',
    'const a = new Array(1000).fill(1); export const run = (n) => { for (let i = 0; i < n; i += 1000) for (const k in a) break }',
  ],
  [
    'names that nothing enumerates',
    'const o = {}; for (let k = 0; k < 1000; k += 1) Object.defineProperty(o, `k${k}`, { value: k }); export const run = (n) => { for (let i = 0; i < n; i += 1000) Object.keys(o) }',
  ],
  [
    'apply',
    'export const run = (n) => { const a = new Array(1000).fill(1); for (let i = 0; i < n; i += 1000) Math.max.apply(null, a) }',
  ],
  [
    'an array-like that is not one',
    'export const run = (n) => Array.prototype.includes.call({ length: 8 * n }, 1)',
  ],
  ['a search that finds nothing', 'export const run = (n) => new Array(n).fill(0).indexOf(1)'],
  [
    'a text that grows',
    'export const run = (n) => { const s = "x".repeat(16000); for (let i = 0; i < n / 1000; i += 1) { const t = s + i; t.charCodeAt(16000) } }',
  ],
  [
    'a template that grows',
    'export const run = (n) => { const s = "x".repeat(16000); for (let i = 0; i < n / 1000; i += 1) `${s}${i}`.charCodeAt(16000) }',
  ],
  ['splitting a text', 'export const run = (n) => "x".repeat(n).split("")'],
  [
    'searching a text',
    'const s = "x".repeat(16000); export const run = (n) => { for (let i = 0; i < n / 1000; i += 1) s.includes("y") }',
  ],
  [
    'delegating through many generators',
    'function* deep(k) { if (k > 0) yield* deep(k - 1); else for (let i = 0; i < 100; i += 1) yield i } export const run = (n) => { for (const x of deep(n / 100)); }',
  ],
  [
    'an iterator that skips',
    'export const run = (n) => { const a = []; a.length = n; a.values().drop(n).next() }',
  ],
  [
    'a filter that nothing passes',
    'export const run = (n) => [...new Array(n).fill(1).values().filter(Number.isNaN)]',
  ],
  [
    'a set of a set',
    'const a = new Set(Array.from({ length: 1000 }, (_, k) => k)); export const run = (n) => { for (let i = 0; i < n; i += 1000) new Set(a) }',
  ],
  [
    'a map of equal keys',
    'const a = new Array(1000).fill([1, 2]); export const run = (n) => { for (let i = 0; i < n; i += 1000) new Map(a) }',
  ],
  [
    'sets that are compared',
    'const a = new Set(Array.from({ length: 1000 }, (_, k) => k)); export const run = (n) => { for (let i = 0; i < n; i += 1000) a.isSubsetOf(a) }',
  ],
  [
    'memory that is cleared',
    'export const run = (n) => { for (let i = 0; i < n; i += 500) new Float64Array(8000) }',
  ],
  [
    'an array under another name',
    'export const run = (n) => { for (let i = 0; i < n; i += 500) new [].constructor(8000) }',
  ],
  [
    'a length that grows',
    'export const run = (n) => { for (let i = 0; i < n; i += 500) { const a = []; a.length = 8000 } }',
  ],
  [
    'a finally after a return',
    `let s = 0; const f = () => { try { return 1 } finally { ${'s++;'.repeat(50)} } }; export const run = (n) => { for (let i = 0; i < n; i += 50) f() }`,
  ],
  [
    'a tagged template',
    `let s = 0; const t = () => 0; export const run = (n) => { for (let i = 0; i < n; i += 50) t\`${'${s++}'.repeat(50)}\` }`,
  ],
  [
    'a label that is left',
    `let s = 0; export const run = (n) => { for (let i = 0; i < n; i += 50) a: { ${'s++;'.repeat(50)} break a } }`,
  ],
  [
    'switching',
    `let s = 0; const f = (x) => { switch (x) { ${Array.from({ length: 50 }, (_, k) => `case s++ && ${k}:`).join(' ')} } }; export const run = (n) => { for (let i = 0; i < n; i += 50) f(-1) }`,
  ],
  ['grouping', 'export const run = (n) => Object.groupBy(new Array(n).fill(1), String)'],
  [
    'a set that is visited',
    'export const run = (n) => { const a = new Set(Array.from({ length: 1000 }, (_, k) => k)); for (let i = 0; i < n; i += 1000) a.forEach(Math.abs) }',
  ],
];

/** Every way is charged at least one step for so many elements, additions or steps of 16 characters. */
const AT_LEAST_ONE_IN = 8;

describe('work is charged, and stopped, however it is done', () => {
  test.each(WAYS)('%s', (_, text) => {
    const realm = openMetered(text);
    const { run } = realm.load();
    const before = realm.steps();
    run?.(N);
    expect(realm.steps() - before).toBeGreaterThan(N / AT_LEAST_ONE_IN);
    realm.allow(LIMIT);
    expect(() => {
      for (let round = 0; round < 100; round += 1) run?.(N);
    }).toThrow(`more than ${LIMIT} steps`);
  });
});
