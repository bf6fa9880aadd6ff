import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalHash, normalText } from '../../src/syntax/normal-form.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import { analyseScope, type Binding } from '../../src/syntax/scope.ts';
import { endOf, startOf } from '../../src/syntax/walk.ts';
import { samplePolicies, sourceOf } from '../fixtures/load-policies.ts';

const hash = (code: string): string | undefined => normalHash(sourceOf(code));
const sample = fc.constantFrom(...samplePolicies.map(({ code }) => code));

/** Gives every private name of a module another one, by splicing the text at each use. */
function renameLocals(code: string, rename: (name: string, index: number) => string): string {
  const parsed = parseModule(code);
  if (!parsed.ok) throw new Error(parsed.message);
  const { bindings } = analyseScope(parsed.ast);
  const order = [...new Set(bindings.values())];
  const fresh = (binding: Binding): string => rename(binding.name, order.indexOf(binding));
  const shorthand = /\{ loss, rtt \}/.exec(code)?.index ?? -1;
  let text = code;
  const uses = [...bindings].toSorted(([a], [b]) => startOf(b) - startOf(a));
  const seen = new Set<number>();
  for (const [node, binding] of uses) {
    const start = startOf(node);
    if (binding.exported || seen.has(start)) continue;
    seen.add(start);
    const isShort = shorthand >= 0 && start > shorthand && start < shorthand + 13;
    const nameEnd = start + binding.name.length;
    const name = isShort ? `${binding.name}: ${fresh(binding)}` : fresh(binding);
    expect(nameEnd).toBeLessThanOrEqual(endOf(node));
    text = text.slice(0, start) + name + text.slice(nameEnd);
  }
  return text;
}

describe('what does not change the normal form', () => {
  test('renaming everything that a module declares for itself', () => {
    const prefix = fc.stringMatching(/^[a-z][a-zA-Z]{0,6}$/);
    fc.assert(
      fc.property(sample, prefix, (code, name) => {
        const renamed = renameLocals(code, (_old, index) => `${name}_${index}`);
        expect(renamed).not.toBe(code);
        expect(hash(renamed)).toBe(hash(code));
      }),
      { numRuns: 20 },
    );
  });

  test('comments, blank lines and indentation', () => {
    fc.assert(
      fc.property(sample, fc.stringMatching(/^[a-z ]{0,12}$/), (code, words) => {
        const noisy = code
          .replaceAll(/\n( *)/g, `\n // ${words}\n$1  `)
          .replaceAll(' + ', ` /* ${words} */ + `);
        expect(hash(noisy)).toBe(hash(code));
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['types', 'export const f = (a: number) => a as number;', 'export const f = (a) => a!;'],
    ['interfaces', 'interface A { x: 1 }\nexport const f = 1;', 'export const f: number = 1;'],
    ['generics', 'export function f<T>(a: T): T { return a }', 'export function f(a) { return a }'],
    ['type imports', "import type { A } from './a.ts';\nexport const f = 1", 'export const f = 1'],
    ['quotes', `export const f = "a";`, `export const f = 'a';`],
    ['spelling of numbers', 'export const f = 1e3 + 0x10;', 'export const f = 1_000 + 16.0;'],
    ['parentheses', 'export const f = (1 + (2));', 'export const f = 1 + 2;'],
    [
      'braces',
      'export function f(a) { if (a) return 1; }',
      'export function f(b) { if (b) { return 1 } }',
    ],
    ['shorthand', 'export const f = (a) => ({ a });', 'export const f = (b) => ({ a: b });'],
    ['empty statements', 'export const f = 1;;', 'export const f = 1'],
    [
      'a parameter named this',
      'export function f(this: X, a) { return a }',
      'export function f(b) { return b }',
    ],
  ])('%s', (_what, first, second) => {
    expect(hash(first)).toBeDefined();
    expect(hash(first)).toBe(hash(second));
  });
});

describe('what changes the normal form', () => {
  test.each([
    ['an operator', 'export const f = (a, b) => a + b;', 'export const f = (a, b) => a - b;'],
    [
      'the order of operands',
      'export const f = (a, b) => a - b;',
      'export const f = (a, b) => b - a;',
    ],
    ['a constant', 'export const f = 1;', 'export const f = 1.0000001;'],
    ['a string', "export const f = 'a';", "export const f = 'b';"],
    ['a property', 'export const f = (a) => a.x;', 'export const f = (a) => a.y;'],
    ['a callee', 'export const f = (a) => Math.min(a);', 'export const f = (a) => Math.max(a);'],
    ['a global', 'export const f = () => x;', 'export const f = () => y;'],
    ['an exported name', 'export const f = 1;', 'export const g = 1;'],
    ['which local is meant', 'export const f = (a, b) => a;', 'export const f = (a, b) => b;'],
    [
      'capture',
      'let a = 1; export const f = () => { let b = 2; return a; }',
      'let a = 1; export const f = () => { let a = 2; return a; }',
    ],
    ['a computed property', 'export const f = (a) => a.x;', 'export const f = (a, x) => a[x];'],
    ['an optional chain', 'export const f = (a) => a?.x;', 'export const f = (a) => a.x;'],
    ['grouping', 'export const f = (a) => (a + 1) * 2;', 'export const f = (a) => a + 1 * 2;'],
    ['a big integer', 'export const f = 1n;', 'export const f = 2n;'],
    ['a regular expression', 'export const f = /a/;', 'export const f = /a/g;'],
    [
      'a statement that is gone',
      'export const f = (a) => { a += 1; return a; }',
      'export const f = (a) => { return a; }',
    ],
    ['await', 'export const f = async (a) => { await a; }', 'export const f = async (a) => { a; }'],
  ])('%s', (_what, first, second) => {
    expect(hash(first)).toBeDefined();
    expect(hash(first)).not.toBe(hash(second));
  });

  test('a change of any constant of a sample policy', () => {
    for (const { code } of samplePolicies) {
      for (const { index } of code.matchAll(/(?<![\w.])\d/g)) {
        const changed = `${code.slice(0, index)}7${code.slice(index)}`;
        expect(hash(changed)).not.toBe(hash(code));
      }
    }
  });

  test('the paths of a program of several files', () => {
    const first = { entry: 'a.ts', files: { 'a.ts': 'export const f = 1;', 'b.ts': '' } };
    expect(normalHash({ ...first, files: { 'a.ts': 'export const f = 1;', 'c.ts': '' } })).not.toBe(
      normalHash(first),
    );
  });
});

test('imported types, and the path they come from, do not matter', () => {
  const own = 'interface T { a: number }\nexport const f = (t: T): number => t.a;';
  const body = 'export const f = (t: T): number => t.a;';
  const deep = `import type { T } from '../../policy.d.ts';\n${body}`;
  const near = `import type { T } from './policy.d.ts';\n${body}`;
  expect(hash(near)).toBe(hash(own));
  expect(hash(deep)).toBe(hash(own));
});

test('text that is no program has no normal form', () => {
  expect(normalText('let = ;')).toBeUndefined();
});

test('deep nesting is no crash', () => {
  const depth = 3000;
  const code = `export const f = ${'['.repeat(depth)}${']'.repeat(depth)};`;
  expect(() => normalText(code)).not.toThrow();
});
