import { expect, test } from 'vitest';
import { elisionIn } from '../../src/reply/elision.ts';

test.each([
  ['...rest,'],
  ['  ...existing,'],
  ['...other.map((x) => x),'],
  ['  ...(remaining ?? []),'],
  ['...[...previous].reverse(),'],
  ['...rest as number[],'],
  ['...rest: number[]'],
  ['  ...original.slice(1)'],
  ['...rest }: Options,'],
  ['... same,'],
  ['...new Set(remaining)'],
  ['const { a, ...rest } = options;'],
  ['// the rest is sorted by size'],
  ['const url = base; // see the original paper'],
])('%j is code', (line) => {
  expect(elisionIn(['const existing = 1;', line], '')).toBeUndefined();
});

test('a name alone after dots is a spread where the program has that name', () => {
  expect(elisionIn(['[', '  1,', '  ...rest', ']', 'const rest = [2];'], '')).toBeUndefined();
  expect(elisionIn(['  ...rest'], 'function f(rest) {}')).toBeUndefined();
  expect(elisionIn(['  ...unchanged'], '')).toBe('  ...unchanged');
});

test('a remark on a spread of the program is none', () => {
  const lines = ['// ...rest keeps its order', 'const all = [1, ...rest];'];
  expect(elisionIn(lines, '')).toBeUndefined();
  expect(elisionIn(['// ...rest of the code', 'const all = [1, ...rest];'], '')).toBe(
    '// ...rest of the code',
  );
});

test.each([
  ['...'],
  ['  …'],
  ['// ...'],
  ['/* ... */'],
  ['  // ... rest unchanged'],
  ['// ... existing code ...'],
  ['...rest of the function'],
  ['... existing code ...'],
  ['...existing...'],
  ['… the same'],
  ['... (rest unchanged)'],
  ['  return 1; // ... the rest as before'],
  ['function f() { /* ... */ }'],
  ['// rest of the code unchanged'],
  ['// (remaining functions stay the same)'],
  ['/* other helpers omitted */'],
])('%j stands for code that was left out', (line) => {
  expect(elisionIn(['const a = 1;', line], '')).toBe(line);
  expect(elisionIn([line], `before\n${line}\nafter`)).toBeUndefined();
});
