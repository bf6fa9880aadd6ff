import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eraseTypes } from '../../src/syntax/erase-types.ts';
import { parseModule, parseScriptModule } from '../../src/syntax/parse.ts';

const root = path.join(import.meta.dirname, '../..');

function erased(code: string): string {
  const parsed = parseModule(code);
  if (!parsed.ok) throw new Error(`${parsed.line}:${parsed.column} ${parsed.message}`);
  const result = eraseTypes(code, parsed.ast);
  if (typeof result !== 'string') throw new Error(result.message);
  return result;
}

const PLACES = new Set(
  'start end loc extra leadingComments trailingComments innerComments'.split(' '),
);

/** What a JavaScript module says, without places and empty statements. */
function meaning(code: string): string {
  const parsed = parseScriptModule(code);
  if (!parsed.ok) return `${parsed.line}:${parsed.column} ${parsed.message}`;
  return JSON.stringify(parsed.ast.program, (key, value: unknown) => {
    if (PLACES.has(key)) return undefined;
    if (typeof value === 'bigint') return String(value);
    return Array.isArray(value) ? value.filter((one) => one?.type !== 'EmptyStatement') : value;
  });
}

describe('erasing types', () => {
  test.each([
    ['annotations', 'let a: T, [b]: U = c; const f = (a: T, b?: U, ...c: V[]): a is W => a;'],
    ['a definite assignment', 'let x!: T; let y /* ! */ !: /* ? */ T;'],
    ['casts', 'let a = (b as unknown as T).c; let d = e satisfies F as const; (a as T) = 1;'],
    ['non-null marks', 'a!.b!.c! = 5; a![0]!(); (a)! = 1; x = a! as T'],
    ['type arguments', 'f<T>(x); new A<T>(y); f<T>; const z = a<b>; t<T>`x`; a?.b<T>(c);'],
    ['a cast before a line that it would swallow', 'let x = a as T\n(b)\nlet y = c as T\n[d]'],
    ['a cast before an operator', 'let x = a as T\n+ b'],
    ['a statement between two others', 'foo\ntype A = number\n(b)\ninterface I {}\n[c]'],
    [
      'overloads',
      'export function f(): void; export function f(a?: T) {} function g(): 1; function g() {}',
    ],
    [
      'declarations',
      'declare const x: T; declare function f(): void; declare module "a" {} declare enum E {}',
    ],
    [
      'imports and exports',
      'import type { A } from "a"; import b, { type B, c, type D } from "b"; let E; export { type E, c }; export type { G } from "g";',
    ],
    [
      'exported types',
      'export type A = 1; export interface B {} export declare const c: 1; export default interface C {}',
    ],
    [
      'a this parameter',
      'function f(this: T, a: U) {} const o = { g(this: T) {}, h(this: T, b?: U): V {} };',
    ],
    [
      'heritage',
      'abstract class A<T> extends (B as C)<T> implements D<T>, E\n{} class F implements\nG {}',
    ],
    [
      'members',
      'class A extends B { private static readonly x?: T = 1; y!: number; override f<T>(a?: T): void {} "q"?: U; [b]?: V; #p?: T }',
    ],
    [
      'members without a body',
      'abstract class A { abstract f(): void; private abstract x: T; declare z: T; [k: string]: T; g(): void; g() {} }',
    ],
    [
      'a member after one without a semicolon',
      'class A { a = 1\n public [b]() {} get: T\n foo() {} static: T\n *c() {} }',
    ],
    [
      'modifiers before other words',
      'class A { private async f() {} public static async *[s]() {} protected get x(): T { return 1 } readonly = 1; static readonly; }',
    ],
    [
      'a result on a line of its own',
      'const g = (a: T):\n U => 1; const h = (a /* ) */):\n U => 1;',
    ],
    ['type parameters on lines of their own', 'function f() { return <\nT,\n>(a: T) => a }'],
    [
      'loops and catches',
      'for (let i: number = 0;;) break; for (const x of y as T) {} try {} catch (e: unknown) {}',
    ],
    [
      'text that is not ASCII',
      'let é: T = "ü" as /* ä */ U; const \\u0061b?: T = 1'.replace('?', ''),
    ],
    [
      'names that are also modifiers',
      'let as = 1; as as T; let type = 2; type = as; let readonly, declare, abstract; abstract = 1',
    ],
  ])('%s, as Node does', (_, code) => {
    expect(meaning(erased(code))).toBe(meaning(stripTypeScriptTypes(code)));
  });

  test('every policy of every problem, as Node does', () => {
    for (const file of globSync(path.join(root, 'problems/*/{policies,simulation}/**/*.ts'))) {
      const code = readFileSync(file, 'utf8');
      const [here, there] = [erased(code), stripTypeScriptTypes(code)];
      // The same text means the same.
      if (here === there) continue;
      expect({ file, meaning: meaning(here) }).toEqual({ file, meaning: meaning(there) });
    }
  });

  test('keeps lines and columns', () => {
    const code = 'type T = {\n  a: 1 };\nfunction f<T>(a?: T): a is "ü" { throw a as T; }\n';
    const [, , third = ''] = erased(code).split('\n');
    expect(third.indexOf('throw')).toBe(code.split('\n')[2]?.indexOf('throw'));
    expect(erased(code)).toHaveLength(code.length);
  });

  test.each([
    ['an enum', 'enum E { A }', /^enums are not supported/],
    ['a namespace', 'namespace N { const a = 1 }', /^namespaces are not supported/],
    ['a parameter property', 'class A { constructor(private x) {} }', /^parameter properties/],
    ['an import with =', 'import a = require("a")', /^imports with =/],
    ['an export with =', 'export = 1', /^exports with =/],
  ])('refuses %s', (_, code, message) => {
    expect(() => erased(code)).toThrow(message);
  });
});
