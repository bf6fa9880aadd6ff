import { describe, expect, test } from 'vitest';
import { gateSource } from '../../src/syntax/gate.ts';

const gate = (text: string, path = 'policy.ts'): string | undefined =>
  gateSource({ entry: path, files: { [path]: text } });

describe('the gate for candidates', () => {
  test('lets ordinary text through, tabs, emoji and Windows line ends included', () => {
    expect(gate('export const a = 1; // 日本 😀 ⚠\ufe0f 👩\u200d💻\r\n\tb')).toBeUndefined();
  });

  test.each([
    ['a null character', 'a\u0000b', 'U+0000'],
    ['an escape character', 'a\u001bb', 'U+001B'],
    ['a mark that reorders text', 'a\u202eb', 'U+202E'],
    ['half of a surrogate pair', 'a\ud800b', 'U+D800'],
    ['a lone carriage return', 'a\rb', 'U+000D'],
    ['a byte order mark', 'a\ufeffb', 'U+FEFF'],
    ['a space without width', 'a\u200bb', 'U+200B'],
    ['a name that nobody sees', 'const \u3164 = 1', 'U+3164'],
    ['a hidden word', 'a\u{e0041}b', 'U+E0041'],
    ['a line end that editors do not show', '// a\u2028b', 'U+2028'],
  ])('names %s and its line', (_, text, code) => {
    expect(gate(`x\n${text}`)).toBe(
      `policy.ts:2 holds the character ${code}, which is not allowed`,
    );
  });

  test.each(['../a.ts', '/a.ts', 'a/../../b.ts', 'a.py', '', '.ts', 'a\\b.ts', './a.ts'])(
    'rejects the path %j',
    (path) => {
      expect(gate('', path)).toBe(`${JSON.stringify(path)} is no path of a policy's file`);
    },
  );

  test('counts bytes, not characters', () => {
    expect(gate('é'.repeat(40_000))).toMatch(/80000 bytes, at most 65536/);
    expect(gate('e'.repeat(40_000))).toBeUndefined();
  });

  test('limits all files together', () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.ts`, 'x'.repeat(60_000)]),
    );
    expect(gateSource({ entry: 'a.ts', files })).toMatch(/the files have 300000 bytes/);
  });

  test('needs the entry file, and an own one', () => {
    expect(gateSource({ entry: 'b.ts', files: { 'a.ts': '' } })).toBe('there is no file "b.ts"');
    expect(gateSource({ entry: 'toString', files: {} })).toBe('there is no file "toString"');
  });
});
