import { CONTAINED, INVALID, SYNTAX, type AttackRow } from './attack-row.ts';

const text = (
  ...[id, about, outcome, at]: readonly [
    id: string,
    about: string,
    outcome: AttackRow['outcome'],
    at: Pick<AttackRow, 'load' | 'tail'>,
  ]
): AttackRow => ({ id, about, outcome, attack: '() => 1', acts: 1, ...at });

/** Texts that try to leave the function that the module becomes. */
export const textRows: readonly AttackRow[] = [
  text('T37', 'nests what a parser tries in several ways', SYNTAX, {
    load: `const n = ${'<T>('.repeat(40)}1${')'.repeat(40)};`,
  }),
  text('T1', 'closes the function around it', SYNTAX, { tail: '})();(function () {' }),
  text('T2', 'closes it behind a comment', SYNTAX, { tail: '/* }) */ }); (function () { //' }),
  text('T3', 'opens a comment and leaves it open', SYNTAX, { tail: '/*' }),
  text('T4', 'opens a template and leaves it open', SYNTAX, { tail: '`${' }),
  text('T5', 'ends in an HTML comment', SYNTAX, { tail: '<!-- ' }),
  text('T6', 'ends in the end of an HTML comment', SYNTAX, { tail: '--> x' }),
  text('T7', 'names a source map', CONTAINED, {
    tail: '//# sourceMappingURL=data:application/json,{}',
  }),
  text('T8', 'takes the name of a trusted script', CONTAINED, {
    tail: '//# sourceURL=adrs:policy-realm',
  }),
  text('T9', 'returns from the module', SYNTAX, { load: 'return { createPolicy: 1 };' }),
  text('T10', 'asks for new.target', SYNTAX, { load: 'new.target;' }),
  text('T11', 'asks for super', SYNTAX, { load: 'super.x;' }),
  text('T12', 'asks for import.meta', SYNTAX, { load: 'import.meta.url;' }),
  text('T13', 'asks for a module with escapes', SYNTAX, { load: `\\u0069mport('node:fs');` }),
  text('T14', 'awaits at the top', SYNTAX, { load: 'await 0;' }),
  text('T15', 'awaits in a computed key', SYNTAX, { load: 'class A { [await 0]() {} }' }),
  text('T16', 'uses with', SYNTAX, { load: 'with ({}) {}' }),
  text('T17', 'binds arguments', SYNTAX, { load: 'const arguments = [];' }),
  text('T18', 'starts with a hashbang', SYNTAX, { load: '#!/usr/bin/env node' }),
  text('T19', 'imports itself', SYNTAX, { load: `import * as me from './policy.ts';` }),
  text('T20', 'imports a file above', SYNTAX, { load: `import x from '../../../etc/passwd.js';` }),
  text('T21', 'exports all of another', SYNTAX, { load: `export * from './policy.ts';` }),
  text('T22', 'declares an enum', SYNTAX, { load: 'enum E { A }' }),
  text('T23', 'uses a label and a block', CONTAINED, { load: 'out: { break out; }' }),
  text('T24', 'exports the name __proto__', CONTAINED, {
    tail: `export { attack as "__proto__", attack as then };`,
  }),
  text('T25', 'exports three thousand names', CONTAINED, {
    tail: `export { ${Array.from({ length: 3000 }, (_, index) => `attack as x${index}`).join()} };`,
  }),
  text('T26', 'takes the names of the framework', CONTAINED, {
    load: 'let exports = 1, module = 2, require = 3, guard = 4, state = 5, F = 6, realm = 7, files = 8, adapt = 9, $dflt$ = 10, fn = 11, parse = 12, stringify = 13, adrsSimulation = 14;',
  }),
  text('T27', 'reaches for the simulation by name', INVALID, {
    tail: 'if (typeof (globalThis as any).adrsSimulation === "undefined") throw new Error("none");',
  }),
  text('T28', 'holds a control character', INVALID, { load: '// \u0007' }),
  text('T29', 'reorders its displayed text', INVALID, { load: '// \u202e' }),
  text('T30', 'separates lines its own way', INVALID, {
    load: '// \u2028 const y = 1; // \u2029',
  }),
  text('T31', 'is too large', INVALID, { load: `// ${'x'.repeat(70_000)}` }),
  text('T32', 'nests deeper than a parser can', INVALID, {
    load: `const n = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
  }),
  text('T33', 'nests arrow functions', INVALID, { load: `const n = ${'()=>'.repeat(12_000)}1;` }),
  text('T34', 'nests a regular expression', INVALID, {
    load: `const n = /${'('.repeat(30_000)}${')'.repeat(30_000)}/;`,
  }),
  text('T36', 'nests a regular expression and uses it', INVALID, {
    load: `/${'('.repeat(30_000)}${')'.repeat(30_000)}/.test('x');`,
  }),
  text('T35', 'changes an exported binding later', CONTAINED, {
    tail: 'export let late: any = () => 1; late = { get x() { throw 1; } };',
  }),
];
