import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { createTypeChecker, type TypeComplaint } from '../../src/typecheck/type-checker.ts';
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
      for (const folder of ['seeds', 'baselines']) {
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
  test.each(BAD)('is told when it $what', async ({ code, wanted }) => {
    const [first = ''] = written(await checker.check(one(code), never));
    expect(first).toContain(`policy.ts:${wanted?.at} `);
    expect(first).toContain(wanted?.words);
  });
});
