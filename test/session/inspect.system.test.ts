import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInspector, type Inspector } from '../../src/session/inspect.ts';

const problem = path.join(import.meta.dirname, '..', '..', 'problems', 'cant-be-late');
const calm = new AbortController().signal;
let inspector: Inspector;
let seed = '';

beforeAll(async () => {
  const declaration = await readFile(path.join(problem, 'policy.d.ts'), 'utf8');
  seed = await readFile(path.join(problem, 'policies', 'seeds', 'opportunist.ts'), 'utf8');
  inspector = createInspector({ declaration, entry: 'policy.ts' });
});
afterAll(() => inspector[Symbol.asyncDispose]());

function inspect(text: string) {
  return inspector.inspect({ entry: 'policy.ts', files: { 'policy.ts': text } }, calm);
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
