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
