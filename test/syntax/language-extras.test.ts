import { describe, expect, test } from 'vitest';
import { compilePolicy, type Compiled } from '../../src/syntax/compile.ts';
import type { LanguageExtra } from '../../src/syntax/language-extras.ts';
import { openMetered } from '../fixtures/metered-realm.ts';

function compile(text: string, extras: readonly LanguageExtra[]): Compiled {
  return compilePolicy({ entry: 'policy.ts', files: { 'policy.ts': text } }, { extras });
}

describe('a policy without extras', () => {
  test.each([
    ['export const n =\n  1n', 2, 3, /no big integers/],
    ['export const f = (s: string) => s.split(/,/)', 1, 41, /no regular expressions/],
    ['export const f = () => ({ [2n ** 3n + ""]: 1 })', 1, 28, /no big integers/],
    ['export function f() { return `${/a/.test("a")}` }', 1, 33, /no regular expressions/],
  ])('is refused with the place: %s', (...[text, line, column, message]) => {
    expect(compile(text, [])).toEqual({
      ok: false,
      file: 'policy.ts',
      line,
      column,
      message: expect.stringMatching(message),
    });
  });

  test.each<[text: string, extras: readonly LanguageExtra[], answer: unknown]>([
    ['export const f = () => /b+/.exec("abbc")[0]', ['regexp'], 'bb'],
    ['export const f = () => "a1b2".match(/\\d/g).join() + "x".search("x")', ['regexp'], '1,20'],
    ['export const f = () => String(2n ** 70n)', ['bigint'], String(2n ** 70n)],
    ['export const f = () => [typeof RegExp, typeof BigInt].join()', [], 'undefined,undefined'],
    [
      'export const f = () => [typeof RegExp, typeof BigInt].join()',
      ['bigint'],
      'undefined,function',
    ],
  ])('has what its problem asks for: %s, %s', (text, extras, answer) => {
    for (const metered of [true, false]) {
      expect(openMetered(text, { extras, metered }).load()['f']?.()).toBe(answer);
    }
  });
});
