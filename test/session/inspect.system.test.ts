import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceOf } from '../fixtures/load-policies.ts';
import { createInspector, type Inspector } from '../../src/session/inspect.ts';
import { createTexts } from '../../src/texts/texts.ts';

const problem = path.join(import.meta.dirname, '..', '..', 'problems', 'cant-be-late');
const calm = new AbortController().signal;
const texts = createTexts();
let inspector: Inspector;
let seed = '';

beforeAll(async () => {
  const declaration = await readFile(path.join(problem, 'policy.d.ts'), 'utf8');
  seed = await readFile(path.join(problem, 'policies', 'seeds', 'opportunist.ts'), 'utf8');
  inspector = createInspector({ declaration, entry: 'policy.ts', texts });
});
afterAll(async () => {
  await inspector[Symbol.asyncDispose]();
  await texts[Symbol.asyncDispose]();
});

function inspect(text: string, parent?: string) {
  return inspector.inspect(sourceOf(text), {
    parent: parent === undefined ? undefined : sourceOf(parent),
    signal: calm,
  });
}

test('has nothing against a seed', async () => {
  expect(await inspect(seed)).toBeUndefined();
});

test('names the place of a syntax error, and says nothing of types', async () => {
  const objection = await inspect(`${seed}\nconst x: number = 'a' +;\n`);
  const line = `${seed}\n`.split('\n').length;
  expect(objection?.kind).toBe('syntax');
  expect(objection?.text).toMatch(new RegExp(`^policy\\.ts:${line}:\\d+ `));
});

test('names every type error, each with its place', async () => {
  const objection = await inspect(`${seed}\nconst x: number = 'a';\nconst y: string = 1;\n`);
  expect(objection?.kind).toBe('types');
  expect(objection?.text.split('\n')).toEqual([
    expect.stringMatching(/^policy\.ts:\d+:\d+ .*string.*number/),
    expect.stringMatching(/^policy\.ts:\d+:\d+ .*number.*string/),
  ]);
});

test('refuses what the gate refuses before anything parses it', async () => {
  const objection = await inspect(`${seed}\n// \u202E\n`);
  expect(objection).toMatchObject({ kind: 'syntax', text: expect.stringMatching(/U\+202E/) });
});

describe('a program whose parent has type errors', () => {
  const parent = (): string => `${seed}\nconst x: number = 'a';\n`;

  test('may keep them, wherever they are moved to', async () => {
    expect(await inspect(`\n\n${parent()}`, parent())).toBeUndefined();
  });

  test('is told what else is wrong', async () => {
    const objection = await inspect(`${parent()}const y: string = 1;\n`, parent());
    expect(objection?.kind).toBe('types');
    expect(objection?.text).toMatch(/^policy\.ts:\d+:\d+ [^\n]*number[^\n]*string[^\n]*$/);
  });

  test('is told of a new one among more than are shown at once', async () => {
    const many = Array.from({ length: 14 }, (_, index) => `none${index}();\n`).join('');
    const objection = await inspect(`${seed}\n${many}late();\n`, `${seed}\n${many}`);
    expect(objection?.text).toMatch(/^policy\.ts:\d+:\d+ Cannot find name 'late'\.$/);
  });

  test('is refused for its syntax as ever', async () => {
    expect(await inspect('const = 1', parent())).toMatchObject({ kind: 'syntax' });
  });
});
