import { expect, test } from 'vitest';
import { parsePartial } from '../../src/prompt/partial.ts';

test('a partial is its prose without the white space around it', () => {
  expect(parsePartial('a.md', '\n- One.\r\n- Two.\n\n')).toBe('- One.\n- Two.');
});

test.each([
  ['a slot', '{{rules}}'],
  ['another partial', '{{> evidence}}'],
  ['itself', '{{> a}}'],
])('a partial that holds %s is refused with its file and line', (_, braced) => {
  expect(() => parsePartial('partials/a.md', `One.\n\n${braced}\n`)).toThrow(
    expect.objectContaining({
      code: 'E_CONFIG',
      message: `partials/a.md:3: a partial cannot hold ${JSON.stringify(braced)}`,
      hint: expect.stringContaining('prose alone'),
    }),
  );
});

test('an empty partial is refused', () => {
  expect(() => parsePartial('a.md', ' \n')).toThrow('a.md:1: this partial is empty');
});
