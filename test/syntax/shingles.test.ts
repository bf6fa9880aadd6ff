import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import { shinglesOf, similarity, sketchOf } from '../../src/syntax/shingles.ts';
import { samplePolicies, sourceOf } from '../fixtures/load-policies.ts';

const policies = [
  ...[
    'bin-packing/policies/seeds/worst-fit',
    'bin-packing/policies/baselines/best-fit',
    'bin-packing/policies/baselines/funsearch-or',
    'bin-packing/policies/baselines/funsearch-weibull',
    'cant-be-late/policies/seeds/wait-then-on-demand',
    'cant-be-late/policies/baselines/greedy',
    'cant-be-late/policies/baselines/uniform-progress',
  ].map((name) => readFileSync(new URL(`../../problems/${name}.ts`, import.meta.url), 'utf8')),
  ...samplePolicies.map(({ code }) => code),
];

/** A function that remembers what it made of each text. */
function remembering<T>(make: (code: string) => T): (code: string) => T {
  const made = new Map<string, T>();
  return (code) => {
    const result = made.get(code) ?? make(code);
    made.set(code, result);
    return result;
  };
}

const sketch = remembering((code) => sketchOf(sourceOf(code)));
const shingles = remembering((code) => shinglesOf(sourceOf(code)));
const alike = (one: string, other: string): number => similarity(sketch(one), sketch(other));

function jaccard(one: string, other: string): number {
  const [a, b] = [shingles(one), shingles(other)];
  const common = [...a].filter((shingle) => b.has(shingle)).length;
  return common / (a.size + b.size - common);
}

/** Replaces numbers of a program one after another: an endless supply of ever more distant relatives. */
function withNumbersChanged(code: string, share: number, seed: number): string {
  const rng = createRng(seed);
  const numbers = /(?<![\w.$])\d+(?:\.\d+)?/g;
  return code.replaceAll(numbers, (number) =>
    rng.next() < share ? String(rng.integer(900) + 100) : number,
  );
}

function withLinesLost(code: string, seed: number): string {
  const lines = code.split('\n');
  const lost = createRng(seed).integer(lines.length);
  return lines.toSpliced(lost, 1).join('\n');
}

const relatives = policies.flatMap((code, at) => [
  ...[0.1, 0.3, 0.6, 1].map((share) => [code, withNumbersChanged(code, share, at)] as const),
  ...Array.from({ length: 5 }, (_, seed) => [code, withLinesLost(code, seed)] as const),
  ...policies.map((other) => [code, `${code}\n${other}`] as const),
  ...policies.map((other) => [code, other] as const),
]);

describe('what a sketch does not see', () => {
  const plain =
    'export function f(a, b) { let best = 0; for (const x of a) best += x * b; return best; }';

  test.each([
    ['layout and comments', plain.replaceAll('; ', ';\n\n  // why\n  ')],
    ['names of locals', plain.replaceAll('best', 'top').replaceAll(' x', ' item')],
    ['types', plain.replace('(a, b)', '(a: readonly number[], b: number): number')],
    ['braces around one statement', plain.replace('best += x * b;', '{ best += (x * b); }')],
    ['const or let', plain.replace('const x', 'let x')],
  ])('%s', (_, variant) => {
    expect(variant).not.toBe(plain);
    expect(alike(plain, variant)).toBe(1);
  });

  test('the spelling of a number', () => {
    expect(alike('export const x = 1000;', 'export const x = 1e3;')).toBe(1);
  });
});

describe('what a sketch sees', () => {
  test.each([
    [
      'the value of a number',
      'export const f = (x) => x * 2 + x;',
      'export const f = (x) => x * 3 + x;',
    ],
    ['an operator', 'export const f = (x) => x * 2 + x;', 'export const f = (x) => x / 2 + x;'],
    ['a property', 'export const f = (x) => x.size + 1;', 'export const f = (x) => x.cost + 1;'],
    [
      'a global',
      'export const f = (x) => Math.min(x, 1);',
      'export const f = (x) => Math.max(x, 1);',
    ],
    ['a string', 'export const f = (x) => x === "a";', 'export const f = (x) => x === "b";'],
    ['the name of an export', 'export const f = 1;', 'export const g = 1;'],
  ])('%s', (_, one, other) => {
    expect(jaccard(one, other)).toBeLessThan(1);
  });

  test('one more local changes what is near it and not the whole program', () => {
    const code = policies[2] ?? '';
    const more = code.replace('{\n', '{\n  const fresh = 0.125;\n');
    expect(more).not.toBe(code);
    expect(jaccard(code, more)).toBeGreaterThan(0.85);
  });

  test('every file counts, whatever its path', () => {
    const [one = '', other = ''] = policies;
    const both = { entry: 'a.ts', files: { 'a.ts': one, 'b.ts': other } };
    const moved = { entry: 'z.ts', files: { 'z.ts': one, 'c.ts': other } };
    expect(similarity(sketchOf(both), sketchOf(moved))).toBe(1);
    expect(similarity(sketchOf(both), sketchOf(sourceOf(one)))).toBeLessThan(0.9);
  });
});

describe('the estimate', () => {
  test('is one for equal programs, nothing for unrelated ones, and the same both ways', () => {
    for (const code of policies) expect(alike(code, code)).toBe(1);
    expect(alike(policies[3] ?? '', policies[6] ?? '')).toBeLessThan(0.1);
    for (const [one, other] of relatives.slice(0, 40))
      expect(alike(one, other)).toBe(alike(other, one));
  });

  test('errs no more than the theory of MinHash allows', () => {
    // 128 words: the mean square error is s (1 - s) / 128; Hoeffding bounds the largest of all pairs.
    const pairs = relatives.map(([one, other]) => {
      const exact = jaccard(one, other);
      return { exact, error: alike(one, other) - exact };
    });
    const uncertain = pairs.filter(({ exact }) => exact > 0.02 && exact < 0.98);
    expect(uncertain.length).toBeGreaterThan(150);
    const meanSquare = uncertain.reduce((sum, { error }) => sum + error ** 2, 0) / uncertain.length;
    const expected =
      uncertain.reduce((sum, { exact }) => sum + (exact * (1 - exact)) / 128, 0) / uncertain.length;
    expect(Math.sqrt(meanSquare / expected)).toBeLessThan(1.25);
    const most = Math.sqrt(Math.log((2 * pairs.length) / 1e-6) / (2 * 128));
    for (const { error } of pairs) expect(Math.abs(error)).toBeLessThan(most);
    const bias = uncertain.reduce((sum, { error }) => sum + error, 0) / uncertain.length;
    expect(Math.abs(bias)).toBeLessThan(0.01);
  });
});

describe('programs that do not parse', () => {
  test('are compared by their words', () => {
    const broken = 'export function f( { return 1 + 2 * 3 - 4 / 5 ; }';
    expect(parseModule(broken).ok).toBe(false);
    expect(alike(broken, broken.replaceAll(' ', '\n\n '))).toBe(1);
    expect(alike(broken, broken.replace('4', '5'))).toBeGreaterThan(0.2);
    expect(alike(broken, 'nothing at all like it , in any word of it')).toBe(0);
  });

  test('however deep they nest or however short they are', () => {
    const deep = `export const x = ${'['.repeat(20_000)}${']'.repeat(20_000)};`;
    expect(alike(deep, deep)).toBe(1);
    expect(alike('', '')).toBe(1);
    expect(alike('', 'export const x = 1;')).toBeLessThan(0.1);
  });

  test('a sketch is 128 words and always the same', () => {
    const first = sketchOf(sourceOf(policies[0] ?? ''));
    expect(first).toHaveLength(128);
    expect(sketchOf(sourceOf(policies[0] ?? ''))).toEqual(first);
  });
});
