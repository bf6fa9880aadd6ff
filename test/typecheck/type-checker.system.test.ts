import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { PluginError } from '../../src/core/errors.ts';
import type { Source } from '../../src/core/program.ts';
import { createTypeChecker } from '../../src/typecheck/type-checker.ts';
import type { TypeComplaint } from '../../src/typecheck/type-complaint.ts';
import { BAD, GOOD } from './snippets.ts';

const never = new AbortController().signal;
const problems = new URL('../../problems/', import.meta.url);

function one(code: string): Source {
  return { entry: 'policy.ts', files: { 'policy.ts': code } };
}

function checkerOf(problem: string) {
  const declaration = readFileSync(new URL(`${problem}/policy.d.ts`, problems), 'utf8');
  return createTypeChecker({ declaration, entry: 'policy.ts' });
}

function written(complaints: readonly TypeComplaint[]): string[] {
  return complaints.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

const checker = checkerOf('cant-be-late');
afterAll(() => checker.close());

describe('a candidate without a mistake', () => {
  for (const problem of ['cant-be-late', 'bin-packing']) {
    test(`every seed and baseline of ${problem} passes`, async () => {
      await using own = checkerOf(problem);
      for (const folder of ['policies/seeds', 'policies/baselines']) {
        for (const name of readdirSync(new URL(`${problem}/${folder}`, problems))) {
          const file = new URL(`${problem}/${folder}/${name}`, problems);
          const complaints = await own.check(one(readFileSync(file, 'utf8')), never);
          expect({ name, complaints: written(complaints) }).toEqual({ name, complaints: [] });
        }
      }
    });
  }

  test.each(GOOD)('passes when it $what', async ({ code }) => {
    expect(written(await checker.check(one(code), never))).toEqual([]);
  });
});

describe('a candidate with a mistake', () => {
  test.each(BAD)('is reported when it $what', async ({ code, wanted }) => {
    const [first = ''] = written(await checker.check(one(code), never));
    expect(first).toContain(`policy.ts:${wanted?.at} `);
    expect(first).toContain(wanted?.words);
  });
});

describe('a declaration with arrays', () => {
  const packing = checkerOf('bin-packing');
  afterAll(() => packing.close());

  test.each([
    'export const priority = (item: number, r: ArrayLike<number>, s: { [i: number]: number }, n: number) => { for (let i = 0; i < n; i++) s[i] = r[i] - item; };',
    'export function priority(item, remaining, scores, count) { for (let i = 0; i < count; i++) scores[i] = item - remaining[i]; }',
    'export function priority(item: number, remaining: Float64Array) { return remaining[0] - item; }',
  ])('is met by %s', async (code) => {
    expect(written(await packing.check(one(code), never))).toEqual([]);
  });

  test.each([
    [
      'export function priority(item: number, remaining: number[]): void {}',
      "from type 'number[]'",
    ],
    ['export function priority(item: string): void {}', "'number' is not assignable"],
    ['export const priority = 1;', "'number' is not assignable"],
    ['export type priority = () => void;', 'is not exported'],
  ])('is not met by %s', async (code, words) => {
    const complaints = written(await packing.check(one(code), never));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(words);
  });
});

test('a declaration that declares nothing is refused', () => {
  for (const declaration of ['', 'export type A = 1;', 'export function (']) {
    expect(() => createTypeChecker({ declaration, entry: 'policy.ts' })).toThrow(PluginError);
  }
});
