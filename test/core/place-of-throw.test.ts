import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { placeOfThrow } from '../../src/core/place-of-throw.ts';

const stack = (...frames: readonly string[]): Error => {
  const error = new Error('at /far/away.ts:1:1');
  error.stack = ['Error: at /far/away.ts:1:1', ...frames.map((one) => `    at ${one}`)].join('\n');
  return error;
};

test.each([
  [
    'the innermost frame of the folder',
    '/p/',
    ['f (/x/a.ts:1:2)', 'g (/p/b.ts:3:4)', '/p/c.ts:5:6'],
    '/p/b.ts:3:4',
  ],
  ['a file by its address', '/p/b.ts', ['async g (file:///p/b.ts:3:4)'], '/p/b.ts:3:4'],
  ['a frame without a function', '/p/', ['/p/c.ts:5:6'], '/p/c.ts:5:6'],
  ['a folder with a colon in it', '/p:1/', ['g (/p:1/b.ts:3:4)'], '/p:1/b.ts:3:4'],
  ['nothing where no frame is in it', '/q/', ['g (/p/b.ts:3:4)'], undefined],
  ['nothing by the message alone', '/far/', ['g (/p/b.ts:3:4)'], undefined],
])('the place of a throw is %s', (...[, within, frames, place]) => {
  expect(placeOfThrow(stack(...frames), within)).toBe(place);
});

test('what is no error has no place', () => {
  expect(placeOfThrow('boom', '/')).toBe(undefined);
  expect(placeOfThrow(undefined, '/')).toBe(undefined);
});

test('a real error has the line of this file', () => {
  const file = fileURLToPath(import.meta.url);
  expect(placeOfThrow(new Error('here'), file)).toMatch(/place-of-throw\.test\.ts:\d+:\d+$/);
});
