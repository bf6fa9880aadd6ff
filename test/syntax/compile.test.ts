import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../src/syntax/compile.ts';

const one = (text: string): ReturnType<typeof compilePolicy> =>
  compilePolicy({ entry: 'policy.ts', files: { 'policy.ts': text } });

/** Runs a candidate as the sandbox does, but without its walls. */
function run(files: Record<string, string>, entry = 'policy.ts'): Record<string, unknown> {
  const compiled = compilePolicy({ entry, files });
  if (!compiled.ok) throw new Error(`${compiled.file}:${compiled.line}: ${compiled.message}`);
  const made: Record<string, unknown>[] = [];
  for (const { path, script } of compiled.files) {
    made.push(runInNewContext(script, {}, { filename: path, lineOffset: -1 })(made, {}));
  }
  return made.at(-1) ?? {};
}

describe('compiling a policy', () => {
  test('strips types and keeps every kind of export', () => {
    const exports = run({
      'policy.ts': `
        type A = { x: number };
        export const a: number = 1, b = (2 as number)!;
        export function f(v: A): number { return v.x satisfies number }
        export class C<T> { private y?: T }
        const inner = 5
        export { inner as renamed, type A }
        ;(0)
        export default function named() { return 9 }`,
    });
    expect(Object.keys(exports).toSorted()).toEqual(['C', 'a', 'b', 'default', 'f', 'renamed']);
    expect(exports).toMatchObject({ a: 1, b: 2, renamed: 5 });
  });

  test('exports an anonymous default', () => {
    expect(run({ 'policy.ts': 'export default 41 + 1' })).toEqual({ default: 42 });
    expect(run({ 'policy.ts': 'export\ndefault [1]\n' })).toEqual({ default: [1] });
    expect(run({ 'policy.ts': 'export default (1, 2)' })).toEqual({ default: 2 });
    expect(run({ 'policy.ts': 'export default ((x) => x)(3)' })).toEqual({ default: 3 });
  });

  test('does not let a cut join two statements', () => {
    const text = 'let n = 0\nconst f = () => { n += 1 }\nconst g = f\nexport { n }\n(0)';
    expect(run({ 'policy.ts': text })).toEqual({ n: 0 });
  });

  test('keeps the line and the column of what is thrown', () => {
    const text = `export const a: number = 1;\nexport type B = {\n x: 1 };\nexport function f(x: number): never {  throw new Error('at 4:46') }`;
    const { f } = run({ 'policy.ts': text });
    let stack = '';
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is one
      (f as () => void)();
    } catch (error) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of another realm
      stack = (error as Error).stack ?? '';
    }
    expect(stack).toContain('policy.ts:4:46');
  });

  test('links the files of a policy in the order of their imports', () => {
    const exports = run({
      'policy.ts': `import { twice, type T } from './lib/math.ts';\nimport * as m from './lib/math.ts';\nexport const x: T = twice(m.three);`,
      'lib/math.ts': `import one from '../one.ts';\nexport type T = number; export const three = one + 2; export function twice(n: number) { return 2 * n }`,
      'one.ts': 'export default 1',
    });
    expect(exports).toEqual({ x: 6 });
  });

  test.each([
    ['a package', `import fs from 'fs';`, /imports are not allowed: "fs"/],
    ['a builtin', `import 'node:fs';`, /imports are not allowed/],
    ['a file above the root', `import '../x.ts';`, /imports are not allowed/],
    ['import()', `export const f = () => import('fs');`, /imports are not allowed/],
    ['import.meta', `export const f = import.meta.url;`, /imports are not allowed/],
    ['top-level await', `await 1; export const f = 1;`, /a policy is synchronous/],
    ['an async function', `export const f = async () => 1;`, /a policy is synchronous/],
    ['export *', `export * from './policy.ts';`, /export \* is not supported/],
    [
      'values of a declaration',
      `import { f } from './policy.d.ts';`,
      /holds types only: write import type/,
    ],
    ['itself', `import './policy.ts';`, /imported in a circle/],
    ['an enum', `enum E { A }`, /enum/],
    ['return', `return 1`, /return/],
  ])('complains about %s', (_, text, message) => {
    expect(one(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });

  test('removes imports of types, by whatever path', () => {
    const text = `import type { Task } from '../../policy.d.ts';\nimport type * as all from './policy.d.ts';\nexport const a = (task: Task): all.B => task.b;`;
    expect(one(text)).toMatchObject({ ok: true, exports: ['a'] });
  });

  test('names the place of a syntax error', () => {
    expect(one('const a = 1;\n  let = ;')).toMatchObject({ ok: false, file: 'policy.ts', line: 2 });
  });

  test('complains about a name that the other file does not export', () => {
    const files = { 'policy.ts': `import { b } from './a.ts';`, 'a.ts': 'export const a = 1;' };
    expect(compilePolicy({ entry: 'policy.ts', files })).toMatchObject({
      message: 'a.ts does not export b',
    });
  });

  test('runs a module again for every instance', () => {
    const compiled = one('let n = 0; export const next = () => (n += 1);');
    if (!compiled.ok) throw new Error(compiled.message);
    const make = runInNewContext(compiled.files[0]?.script ?? '');
    const [a, b] = [make([], {}), make([], {})];
    expect([a.next(), a.next(), b.next()]).toEqual([1, 2, 1]);
  });

  test('a comment at the end swallows nothing', () => {
    expect(run({ 'policy.ts': 'export const a = 1 // the end' })).toEqual({ a: 1 });
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(typeof one(text).ok).toBe('boolean');
      }),
      { numRuns: 100 },
    );
  });

  test('survives text that is nested too deeply for the parser', () => {
    expect(one(`export const a = ${'('.repeat(30_000)}1${')'.repeat(30_000)}`)).toMatchObject({
      ok: false,
    });
  });
});
