import { expect, test } from 'vitest';
import { applyEdits } from '../../src/syntax/text-edits.ts';

test('edits are applied to the offsets of the original text, in any order', () => {
  const edits = [
    { start: 4, end: 5, text: 'E' },
    { start: 0, end: 1, text: '' },
    { start: 2, end: 2, text: '<>' },
  ];
  expect(applyEdits('abcdef', edits)).toBe('b<>cdEf');
});

test('overlapping edits and edits outside the text are refused', () => {
  const cut = { start: 1, end: 3, text: '' };
  expect(() => applyEdits('abcdef', [cut, { start: 2, end: 4, text: '' }])).toThrow(RangeError);
  expect(() => applyEdits('abcdef', [{ start: 5, end: 7, text: '' }])).toThrow(RangeError);
});
