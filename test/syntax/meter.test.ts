import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policies/read-policy.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';
import { openMetered } from '../fixtures/metered-realm.ts';

/** Runs a module; answers what it exports as `n`, and how many steps it took. */
function run(text: string, metered = true): { readonly n: unknown; readonly steps: number } {
  const realm = openMetered(text, { metered });
  const { n } = realm.load();
  return { n, steps: realm.steps() };
}

/** Programs of every kind of syntax that the meter touches. */
const PROGRAMS: readonly (readonly [about: string, text: string])[] = [
  ['a for loop', 'let n = 0; for (let i = 0; i < 3; i += 1) n += 1; export { n }'],
  ['a loop with an empty body', 'let n = 0; for (; n++ < 3;); export { n }'],
  ['loops without braces', 'let n = 0; while (n < 2) do n += 1; while (n < 3)\nexport { n }'],
  [
    'for-of and for-in',
    'let n = 0; for (const x of [1, 2]) { n += x } for (const k in { a: 1 }) n += k.length; export { n }',
  ],
  [
    'a label',
    'let n = 0; a: for (;;) { for (;;) { n += 1; if (n < 3) continue a; break a } } export { n }',
  ],
  [
    'statements without semicolons',
    'let n = 0\nconst f = (x) => {\nif (x > 9) return 1\nn += x\n;[1, 2].forEach((y) => (n += y))\n++n\nreturn `${n}`\n}\nn = f(1)\nexport { n }',
  ],
  [
    'arrows that answer objects',
    'const f = () => ({ n: 4 }); const g = () => (f(), f()); export const n = g().n',
  ],
  ['arrows in arrows', 'const add = (a) => (b) => a + b; export const n = add(1)("2")'],
  [
    'an arrow that ends a loop',
    'let f = () => 0, n = 0; while (n < 3) f = () => n += 1, f()\nexport { n }',
  ],
  ['a default export', 'export const n = 1; export default (x) => x'],
  [
    'methods, getters and constructors',
    'class A { constructor() { this.a = 1 } get b() { return this.a } #c() { return this.b } d() { return this.#c() } } export const n = new A().d()',
  ],
  [
    'fields of a class',
    'let m = 0; class A { a = (m += 1); #b = m; b; c\n d = () => this.#b; #e = class {}; static f = 5; name() { return [this.b, this.c, this.d.name, this.#e.name, this.d(), A.f] } } export const n = String(new A().name())',
  ],
  [
    'a static block',
    'let n = 0; class A { static { for (const x of [1, 2]) n += x } static [`k${n}`] = (n += 1) } export { n }',
  ],
  [
    'generators',
    'function* g() { yield 1; const x = yield* [2, 3]; return 9 } function* h() { return (yield* g()) + (yield 4) } export const n = [...h()].join()',
  ],
  [
    'a delegation that is resumed',
    'function* g() { return (yield 1) + (yield 2) } function* h() { return yield* g() } const i = h(); i.next(); i.next(10); export const n = i.next(5).value',
  ],
  [
    'a delegation that is left',
    'let n = 0; function* g() { try { yield 1; yield 2 } finally { n += 5 } } function* h() { yield* g() } for (const x of h()) { n += x; break } export { n }',
  ],
  [
    'a default of a parameter',
    'const f = (a, b = () => a, [e] = [a], { c = 3, ...d } = {}) => [b.name, b(), c, e, Object.keys(d)].join(); export const n = f(1)',
  ],
  [
    'spreads',
    'const f = (...a) => a.length; export const n = [f(...[1, 2], ...new Set([3]), ..."ab"), [...new Map([[1, 2]])].length, { ...{ a: 1 }, ..."xy" }.a].join()',
  ],
  [
    'patterns',
    'const [a, , b = 3, ...c] = [1, 2, undefined, 4, 5]; let d, e; ({ d, ...e } = { d: 6, f: 7 }); export const n = [a, b, c, d, Object.keys(e)].join()',
  ],
  [
    'a conditional in a template',
    'const x = 3; export const n = `${x > 2 ? `a${x}` : "b"}` + x + "c"',
  ],
  [
    'a tagged template',
    'const t = (s, ...v) => s.raw.join("|") + v; export const n = t`a${1 + 1}b`',
  ],
  [
    'a switch',
    'const f = (x) => { switch (x) { case 1: return "a"; case 2: x += 1; default: x += 1 } return x }; export const n = [1, 2, 3].map(f).join()',
  ],
  [
    'finally',
    'let n = 0; const f = () => { try { throw n += 1 } catch { return n += 2 } finally { n += 4 } }; f(); export { n }',
  ],
  [
    'new with nothing',
    'class A extends Array {} export const n = [new A(3).length, new (class { x = 1 })().x, new Float64Array(2).length].join()',
  ],
  [
    'logical assignment',
    'let a = null, b = 0; a ??= "x"; b ||= 2; b &&= b + 1; export const n = a + b',
  ],
  [
    'optional chains',
    'const o = { f: null, g: { h: () => 7 } }; export const n = [o.f?.(), o.g?.h?.(...[])].join()',
  ],
  ['a sequence that is spread', 'const f = (...a) => a.join(); export const n = f(...(0, [1, 2]))'],
];

describe('a metered policy', () => {
  test.each(PROGRAMS)('computes what it did without the meter: %s', (_, text) => {
    const { n, steps } = run(text);
    expect(n).toEqual(run(text, false).n);
    expect(n).toBeDefined();
    expect(steps).toBeGreaterThan(3);
  });

  test.each(PROGRAMS)('takes as many steps each time: %s', (_, text) => {
    expect(run(text)).toEqual(run(text));
  });

  test('is charged for a branch when it is taken', () => {
    const heavy = Array.from({ length: 50 }, () => 'n += n').join(';');
    const text = (condition: string): string =>
      `let n = 0; for (let i = 0; i < 100; i += 1) { if (${condition}) { ${heavy} } } export { n }`;
    expect(run(text('i > 1000')).steps).toBeLessThan(4000);
    expect(run(text('i < 1000')).steps).toBeGreaterThan(100 * 150);
  });

  test('is charged for what follows an early exit when it is reached', () => {
    const heavy = Array.from({ length: 50 }, () => 'n += n').join(';');
    const text = (condition: string): string =>
      `let n = 0; const f = (i) => { if (${condition}) return; ${heavy} }; for (let i = 0; i < 100; i += 1) f(i); export { n }`;
    expect(run(text('i < 1000')).steps).toBeLessThan(4000);
    expect(run(text('i > 1000')).steps).toBeGreaterThan(100 * 150);
  });

  test('is charged twice as much for twice the work, unrolled or not', () => {
    const loop = (turns: number): number =>
      run(`let n = 0; for (let i = 0; i < ${turns}; i += 1) n += i; export { n }`).steps;
    const unrolled = `let n = 0; for (let i = 0; i < 1000; i += 8) { ${Array.from({ length: 8 }, (_, k) => `n += i + ${k};`).join(' ')} } export { n }`;
    expect(loop(2000) / loop(1000)).toBeCloseTo(2, 1);
    expect(run(unrolled).steps).toBeGreaterThan(loop(1000) / 3);
  });

  test.for(globSync('problems/*/policies/{seeds,baselines}/*.ts'))(
    'is still a program: %s',
    async (file) => {
      const home = file.slice(0, file.indexOf('/policies/'));
      const declaration = pathToFileURL(path.resolve(home, 'policy.d.ts'));
      const policy = { entry: 'policy.ts', declaration };
      const source = await readPolicy(policy, pathToFileURL(path.resolve(file)));
      const compiled = compilePolicy(source, { metered: true });
      expect(compiled).toMatchObject({ ok: true });
      if (compiled.ok) for (const { script } of compiled.files) void new Script(script);
    },
  );

  test('stops what would go on forever, again and again', () => {
    const realm = openMetered(
      `export function stubborn() { while (true) { try { while (true); } catch {} } }
      export function recursive() { try { recursive() } finally { recursive() } }
      export class Endless { next = new Endless() }`,
      { steps: 1000 },
    );
    const exports = realm.load();
    for (const make of ['stubborn', 'recursive'] as const) {
      expect(exports[make]).toThrow('more than 1000 steps');
    }
    expect(realm.steps()).toBe(1001);
  });

  test('can neither name its counter nor reach what it is called with', () => {
    const { n } = run(`
      export const n = [...Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('$')), ...arguments].length`);
    expect(n).toBe(0);
  });

  test('keeps its lines', () => {
    const { f } = openMetered(
      'export const f = () =>\n{\nfor (;;)\nthrow new Error("here") }',
    ).load();
    let stack = '';
    try {
      f?.();
    } catch (error) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of another realm
      stack = (error as Error).stack ?? '';
    }
    expect(stack).toMatch(/:4:\d+/);
  });
});

describe('what a policy catches', () => {
  test.each([
    ['export const f = () => { try { null.x } catch { return 1 } }', 1],
    ['export const f = () => { try { throw 2 } catch (e) { return e } finally { null?.x } }', 2],
    ['export const f = () => { try { return 3 } finally { 4 } }', 3],
    ['export const f = () => { try { throw 5 } finally { return 6 } }', 6],
    [
      'export const f = () => { try { try { throw 7 } catch (e) { throw e + 1 } finally { } } catch (e) { return e } }',
      8,
    ],
  ])('is what it caught without being seen: %s', (text, answer) => {
    for (const metered of [true, false])
      expect(openMetered(text, { metered }).load()['f']?.()).toBe(answer);
  });

  test.each([
    ['a catch', 'try { deep() } catch {}'],
    ['a finally that returns', 'const g = () => { try { deep() } finally { return 1 } }; g()'],
    ['a handler', 'const g = () => { try { throw 1 } catch { deep() } finally { return 1 } }; g()'],
    ['a constructor', 'class A { constructor() { new A() } } try { new A() } catch {}'],
    ['a getter', 'const o = { get x() { return o.x } }; try { o.x } catch {}'],
    ['a comparator', 'const g = () => [2, 1].sort(g); try { g() } catch {}'],
    ['toJSON', 'const o = { toJSON: () => JSON.stringify(o) }; try { JSON.stringify(o) } catch {}'],
    ['generators', 'function* g() { yield* g() } try { [...g()] } catch {}'],
    ['a spread', 'try { Math.max(...new Array(2e6).fill(1)) } catch {}'],
    ['valueOf', 'const o = { valueOf: () => +o }; try { +o } catch {}'],
  ])('is seen when calls were nested too deep: %s', (_, text) => {
    for (const metered of [true, false]) {
      const realm = openMetered(
        `const deep = () => deep() + 1; export const f = () => { ${text} }`,
        { metered },
      );
      const { f } = realm.load();
      expect(realm.isTooDeep()).toBe(false);
      f?.();
      expect(realm.isTooDeep()).toBe(true);
    }
  });
});
