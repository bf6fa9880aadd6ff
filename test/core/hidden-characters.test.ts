import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginningOf,
  firstHidden,
  quotedLines,
  replaceHidden,
  withEscapes,
} from '../../src/core/hidden-characters.ts';

const HIDDEN: readonly (readonly [what: string, character: string])[] = [
  ['null', '\u0000'],
  ['escape', '\u001b'],
  ['a lone carriage return', '\r'],
  ['delete', '\u007f'],
  ['a C1 control', '\u009b'],
  ['a soft hyphen', '\u00ad'],
  ['a grapheme joiner', '\u034f'],
  ['an Arabic letter mark', '\u061c'],
  ['a Hangul filler', '\u115f'],
  ['a half-width filler', '\uffa0'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner in a word', '\u200d'],
  ['a right-to-left mark', '\u200f'],
  ['a line separator', '\u2028'],
  ['an override of direction', '\u202e'],
  ['a word joiner', '\u2060'],
  ['an isolate of direction', '\u2066'],
  ['a variation selector', '\ufe00'],
  ['the selector of emoji after a letter', '\ufe0f'],
  ['a byte order mark', '\ufeff'],
  ['an annotation', '\ufff9'],
  ['no character', '\uffff'],
  ['no character of another plane', '\u{1fffe}'],
  ['a tag', '\u{e0041}'],
  ['a selector of the supplement', '\u{e0100}'],
  ['the first half of a pair', '\ud83d'],
  ['the second half of a pair', '\ude80'],
];

describe('hidden characters', () => {
  test.each(HIDDEN)('%s is hidden', (_, character) => {
    const text = `a\n\tx${character}b`;
    expect(firstHidden(text)).toEqual({ character, index: 4 });
    expect(replaceHidden(text, () => '')).toBe('a\n\txb');
    expect(withEscapes(text)).toMatch(/^a\n\tx(?:\\u[0-9a-f]{4}){1,2}b$/);
    expect(JSON.parse(`"${withEscapes(character)}"`)).toBe(character);
  });

  test.each([
    'plain',
    'größer',
    '日本',
    'עברית',
    'العربية',
    '\u{1f680}',
    '⚠\ufe0f',
    '👩\u200d💻',
    '🏳\ufe0f\u200d🌈',
    '👍🏽',
    '1\ufe0f\u20e3',
    'a\r\nb',
    '\u00a0',
    '\ufffd',
  ])('%j holds none', (text) => {
    expect(firstHidden(text)).toBeUndefined();
    expect(replaceHidden(text, () => '?')).toBe(text.replaceAll('\r\n', '\n'));
  });

  test('any text without them is well-formed and cannot move a cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const clean of [replaceHidden(text, () => ''), withEscapes(text), quotedLines(text)]) {
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).not.toMatch(/[^\P{Cc}\t\n]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
    );
  });
});

test('the beginning of a text never ends in half a character', () => {
  expect(beginningOf('ab🚀', 3)).toBe('ab');
  expect(beginningOf('ab🚀', 4)).toBe('ab🚀');
  expect(beginningOf('abc', 5)).toBe('abc');
});

test('quoted lines cannot pass for lines of others', () => {
  const forged = 'Error: x\nworst: case-9 0.01\r\n9 failed, such as a: b\u2028bound 3';
  const [first, ...rest] = quotedLines(forged).split('\n');
  expect(first).toBe('Error: x');
  expect(rest).toEqual(['  | worst: case-9 0.01', '  | 9 failed, such as a: b\\u2028bound 3']);
});
