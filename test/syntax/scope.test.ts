import { expect, test } from 'vitest';
import { parseModule } from '../../src/syntax/parse.ts';
import { analyseScope, type Binding, resolve, type ScopeAnalysis } from '../../src/syntax/scope.ts';
import { startOf } from '../../src/syntax/walk.ts';

function analyse(code: string): ScopeAnalysis {
  const parsed = parseModule(code);
  if (!parsed.ok) throw new Error(parsed.message);
  return analyseScope(parsed.ast);
}

/** Every binding as `kind name: lines of its uses`, for code with one thing a line. */
function summary(code: string): string[] {
  const lineOf = (offset: number): number => code.slice(0, offset).split('\n').length;
  const { bindings } = analyse(code);
  return [...new Set<Binding>(bindings.values())].map(({ kind, name, references }) => {
    return `${kind} ${name}: ${references.map((use) => lineOf(startOf(use))).join(' ')}`.trim();
  });
}

test('a use means the nearest declaration around it', () => {
  expect(summary('let a = 1;\n{ let a = 2;\na; }\na;')).toEqual(['let a: 4', 'let a: 3']);
});

test('functions and var are known before their text', () => {
  expect(summary('f();\nfunction f() { return v;\nvar v; }')).toEqual([
    'function f: 1',
    'var v: 2',
  ]);
});

test('parameters, patterns, defaults and catch clauses declare names', () => {
  const code = 'function f({ a, b: [c] }, d = a,\n...e) { try { c;\n} catch (g) { g; } }';
  expect(summary(code)).toEqual([
    'function f:',
    'parameter a: 1',
    'parameter c: 2',
    'parameter d:',
    'parameter e:',
    'catch g: 3',
  ]);
});

test('properties, labels, keys and types are no uses', () => {
  const code = 'let a = 1;\na: for (;;) break a;\nlet b: a = { a: 1 }.a;\nb as a;';
  expect(summary(code)).toEqual(['let a:', 'let b: 4']);
});

test('what nobody declares is global', () => {
  expect([...analyse('let a = Math.max(b, 1);').globals]).toEqual(['Math', 'b']);
});

test('assignments, updates and loops write', () => {
  const { root } = analyse('let a, b, c, d; a = 1; b++; for (c of []) {} d;');
  const written = ['a', 'b', 'c', 'd'].map((name) => resolve(root, name)?.written);
  expect(written).toEqual([true, true, true, false]);
});

test('exported declarations are public, and a name exported in a list stays private', () => {
  const { root } = analyse('export const a = 1; const b = 2; export { b as c };');
  expect([resolve(root, 'a')?.exported, resolve(root, 'b')?.exported]).toEqual([true, false]);
});
