import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policies/read-policy.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';

/** Runs a metered module; answers its exports and how many steps it has taken so far. */
function run(text: string): {
  readonly exports: Record<string, unknown>;
  readonly steps: () => number;
} {
  const compiled = compilePolicy(
    { entry: 'policy.ts', files: { 'policy.ts': text } },
    { metered: true },
  );
  if (!compiled.ok) throw new Error(compiled.message);
  const [file] = compiled.files;
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps > 100) throw new RangeError('too many steps');
  };
  const made: unknown = runInNewContext(file?.script ?? '', {}, { lineOffset: -1 })([], step);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a compiled module returns
  return { exports: made as Record<string, unknown>, steps: () => steps };
}

describe('a metered policy', () => {
  test.for([
    ['a for loop', 'let n = 0; for (let i = 0; i < 3; i += 1) n += 1; export { n }', 3],
    ['a loop with an empty body', 'let n = 0; for (; n++ < 3;); export { n }', 3],
    ['loops without braces', 'let n = 0; while (n < 2) do n += 1; while (n < 3)\nexport { n }', 4],
    [
      'for-of and for-in',
      'let n = 0; for (const x of [1, 2]) { n += x } for (const k in { a: 1 }) n += k.length; export { n }',
      3,
    ],
    [
      'arrows that answer objects',
      'const f = () => ({ n: 4 }); const g = () => (f(), f()); export const n = g().n',
      3,
    ],
    ['arrows in arrows', 'const add = (a) => (b) => a + b; export const n = add(1)(2)', 2],
    [
      'an arrow that ends a loop',
      'let f = () => 0, n = 0; while (n < 3) f = () => n += 1, f()\nexport { n }',
      6,
    ],
    ['a default export', 'export const n = 1; export default (x) => x', 0],
    [
      'methods, getters and constructors',
      'class A { constructor() { this.a = 1 } get b() { return this.a } #c() { return this.b } d() { return this.#c() } } export const n = new A().d()',
      4,
    ],
    [
      'fields of a class',
      'let n = 0; class A { a = (n += 1); #b = n; static c = 5 } new A(); new A(); export { n }',
      5,
    ],
    [
      'a generator',
      'function* g() { yield 1; yield 2 } let n = 0; for (const x of g()) n += x; export { n }',
      3,
    ],
  ] as const)('counts %s', ([, text, wanted]) => {
    const { exports, steps } = run(text);
    expect(exports['n']).toEqual(expect.any(Number));
    expect(steps()).toBe(wanted);
  });

  test('computes what it computed without the meter', () => {
    const text = `
      function sort(list: number[]): number[] {
        'use strict'
        if (list.length < 2) return list
        const [head = 0, ...tail] = list
        return [...sort(tail.filter((x) => x < head)), head, ...sort(tail.filter((x) => x >= head))]
      }
      outer: for (const a of [1, 2]) for (const b of [1, 2]) if (b > a) continue outer; else break outer
      export const sorted = sort([3, 1, 2])`;
    expect(run(text).exports['sorted']).toEqual([1, 2, 3]);
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
    const { exports } = run(`
      export function stubborn() { while (true) { try { while (true); } catch {} } }
      export function recursive() { try { recursive() } finally { recursive() } }
      export class Endless { next = new Endless() }`);
    for (const make of ['stubborn', 'recursive'] as const) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function of the text above
      expect(exports[make] as () => void).toThrow('too many steps');
    }
  });

  test('cannot name its counter', () => {
    const { exports, steps } = run(`
      export const found = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('$'))
      for (let i = 0; i < 3; i += 1);`);
    expect(exports['found']).toEqual([]);
    expect(steps()).toBeGreaterThanOrEqual(3);
  });

  test('keeps its lines', () => {
    const { exports } = run('export const f = () =>\n{\nfor (;;)\nthrow new Error("here") }');
    let stack = '';
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function of the text above
      (exports['f'] as () => void)();
    } catch (error) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of another realm
      stack = (error as Error).stack ?? '';
    }
    expect(stack).toMatch(/:4:\d+/);
  });
});
