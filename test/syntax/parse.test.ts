import { parse } from '@babel/parser';
import { expect, test } from 'vitest';
import { parseModule } from '../../src/syntax/parse.ts';

test('a TypeScript module parses into a tree with offsets', () => {
  const parsed = parseModule('export const f = (x: number): number => x;');
  expect(parsed.ok && parsed.ast.program.body[0]?.start).toBe(0);
});

test('a syntax error is reported with its line and column, from 1', () => {
  expect(parseModule('const a = 1;\nconst = 2;')).toMatchObject({ ok: false, line: 2, column: 7 });
});

test('text nested a million times is an error and not a crash', () => {
  expect(parseModule('('.repeat(1_000_000)).ok).toBe(false);
});

test('brackets nested 1,000 deep are unreadable, at the first that is too deep', () => {
  const text = `const a =\n ${'['.repeat(1000)}${']'.repeat(1000)}`;
  expect(parseModule(text)).toMatchObject({
    message: 'the text is nested too deeply to be parsed',
    unreadable: true,
    line: 2,
    column: 202,
  });
});

test('brackets in comments and strings do not count', () => {
  const open = '('.repeat(300);
  const text = `// ${open}\n/* ${open} */ const a = '${open}', b = "\\"${open}", c = 'it\\'s ${open}';`;
  expect(parseModule(text)).toMatchObject({ ok: true });
});

test('a text that takes exponential time is unreadable after work in proportion to its length', () => {
  const depth = 40;
  const text = `const q = ${'(a<b>('.repeat(depth)}1${')=>1)'.repeat(depth)};`;
  expect(parseModule(text)).toMatchObject({ unreadable: true, message: /takes too long/ });
});

test('the largest text that the gate lets through is read', () => {
  const row = '  [1, 2, (a: number): number => a * 2, { b: `${c}`, d: (e as F)! }],\n';
  const text = `export const rows = [\n${row.repeat(Math.floor(65_000 / row.length))}];\n`;
  expect(parseModule(text)).toMatchObject({ ok: true });
  const chain = `export const sum = ${'1 + '.repeat(900)}1;`;
  expect(parseModule(chain)).toMatchObject({ ok: true });
});

test('a text that is counted as it is read gives the same tree', () => {
  const code = 'const é = `a${b}c` + "\\u{1F600}" + /x/u.source; // 1_000n\nlabel: for (;;) {}';
  const parsed = parseModule(code);
  const options = { sourceType: 'module' } as const;
  expect(parsed.ok && JSON.stringify(parsed.ast)).toBe(
    JSON.stringify(parse(code, { ...options, plugins: [['typescript', {}]] })),
  );
});
