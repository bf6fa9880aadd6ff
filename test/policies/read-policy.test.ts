import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PluginError } from '../../src/core/errors.ts';
import type { Source } from '../../src/core/program.ts';
import { readPolicy } from '../../src/policies/read-policy.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';

let place: string;

beforeEach(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-read-policy-'));
});
afterEach(() => rm(place, { recursive: true }));

/** Writes files and reads the one at `file` as a policy of the problem in this folder. */
async function read(file: string, files: Readonly<Record<string, string>>): Promise<Source> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(place, name)), { recursive: true });
    await writeFile(path.join(place, name), text);
  }
  const declaration = pathToFileURL(path.join(place, 'policy.d.ts'));
  return readPolicy({ entry: 'policy.ts', declaration }, pathToFileURL(path.join(place, file)));
}

const PLAIN = 'export const pick = (): number => 1;\n';

test('a policy of one file keeps its text', async () => {
  expect(await read('policies/seeds/plain.ts', { 'policies/seeds/plain.ts': PLAIN })).toEqual({
    entry: 'policy.ts',
    files: { 'policy.ts': PLAIN },
  });
});

test('an import of the declaration, from wherever, becomes one of ./policy.d.ts', async () => {
  const { files } = await read('policies/seeds/typed.ts', {
    'policies/seeds/typed.ts': `import type { Task } from "../../policy.d.ts";\n${PLAIN}`,
  });
  expect(files).toEqual({ 'policy.ts': `import type { Task } from "./policy.d.ts";\n${PLAIN}` });
});

test('what a policy imports comes along under short names, and what that imports, once each', async () => {
  const source = await read('policies/baselines/both.ts', {
    'policies/baselines/both.ts':
      "import { ring } from '../shared/ring.ts';\nimport { heap } from '../shared/deep/heap.ts';\nexport const pick = (): number => ring() + heap();\n",
    'policies/shared/ring.ts':
      "import type { Task } from '../../policy.d.ts';\nimport { heap } from './deep/heap.ts';\nexport const ring = (): number => heap();\n",
    'policies/shared/deep/heap.ts': 'export const heap = (): number => 2;\n',
  });
  expect(source).toEqual({
    entry: 'policy.ts',
    files: {
      'policy.ts':
        "import { ring } from './ring.ts';\nimport { heap } from './heap.ts';\nexport const pick = (): number => ring() + heap();\n",
      'ring.ts':
        "import type { Task } from './policy.d.ts';\nimport { heap } from './heap.ts';\nexport const ring = (): number => heap();\n",
      'heap.ts': 'export const heap = (): number => 2;\n',
    },
  });
  expect(compilePolicy(source)).toMatchObject({ ok: true, exports: ['pick'] });
});

test('a baseline may import a seed', async () => {
  const source = await read('policies/baselines/next.ts', {
    'policies/baselines/next.ts': "import { pick as first } from '../seeds/plain.ts';\n",
    'policies/seeds/plain.ts': PLAIN,
  });
  expect(Object.keys(source.files)).toEqual(['policy.ts', 'plain.ts']);
});

test('files that import each other in a circle are read, and the compiler says what is wrong', async () => {
  const source = await read('policies/seeds/a.ts', {
    'policies/seeds/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
    'policies/seeds/b.ts': "import { a } from './a.ts';\nexport const b = a;\n",
  });
  expect(source.files['b.ts']).toContain("from './policy.ts'");
  expect(compilePolicy(source)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/circle/),
  });
});

test('a text that does not parse, and imports of packages, stay as they are', async () => {
  const files = { 'policies/exploits/odd.ts': "import fs from 'node:fs';\nexport const a = fs;\n" };
  expect(await read('policies/exploits/odd.ts', files)).toMatchObject({
    files: { 'policy.ts': files['policies/exploits/odd.ts'] },
  });
  const broken = { 'policies/exploits/broken.ts': "import { from '../x.ts'" };
  expect(await read('policies/exploits/broken.ts', broken)).toMatchObject({
    files: { 'policy.ts': "import { from '../x.ts'" },
  });
});

describe('a policy that lies elsewhere', () => {
  test('may import from its own folder', async () => {
    const source = await read('best/policy.ts', {
      'best/policy.ts': "import type { T } from './policy.d.ts';\nimport { a } from './a.ts';\n",
      'best/a.ts': 'export const a = 1;\n',
    });
    expect(Object.keys(source.files)).toEqual(['policy.ts', 'a.ts']);
  });
});

describe('a PluginError with its place is', () => {
  test.each([
    ['an import of the simulation', "import { simulate } from '../../simulation/index.ts';\n"],
    [
      'an import of the problem',
      "export const a = 1;\nimport { problem } from '../../problem.ts';\n",
    ],
    [
      'an import of types of the simulation',
      "import type { T } from '../../simulation/index.ts';\n",
    ],
  ])('%s', async (_, text) => {
    const reading = read('policies/seeds/a.ts', { 'policies/seeds/a.ts': text });
    await expect(reading).rejects.toThrow(PluginError);
    await expect(reading).rejects.toThrow(/seeds\/a\.ts:[12]:\d+: ".*" leads out of .*policies$/);
  });

  test('an import of a file that is not there', async () => {
    const reading = read('policies/seeds/a.ts', {
      'policies/seeds/a.ts': "import { b } from '../shared/b.ts';\n",
    });
    await expect(reading).rejects.toThrow(PluginError);
    await expect(reading).rejects.toThrow(/seeds\/a\.ts:1:19: there is no file .*shared\/b\.ts$/);
    await expect(reading).rejects.toMatchObject({ hint: /^there is no folder .*shared$/ });
  });

  test.each([
    ['a misspelt name', './hlep.ts'],
    ['a path without its ending', './help'],
  ])('an import of a file that is not there lists those that are: %s', async (_, specifier) => {
    const reading = read('policies/seeds/a.ts', {
      'policies/seeds/a.ts': `import { b } from '${specifier}';\n`,
      'policies/seeds/help.ts': 'export const b = 1;\n',
      'policies/seeds/notes.md': '',
    });
    await expect(reading).rejects.toMatchObject({
      code: 'E_PLUGIN',
      hint: expect.stringMatching(
        /seeds has a\.ts, help\.ts; a path names the file with its ending/,
      ),
    });
  });

  test('a seed that is not there itself', async () => {
    const reading = read('policies/seeds/gone.ts', { 'policies/seeds/help.ts': PLAIN });
    await expect(reading).rejects.toThrow(/^there is no file .*seeds\/gone\.ts$/);
    await expect(reading).rejects.toMatchObject({ hint: /seeds has help\.ts/ });
  });

  test('a second file of one name', async () => {
    const reading = read('policies/seeds/a.ts', {
      'policies/seeds/a.ts': "import '../shared/b.ts';\nimport './b.ts';\n",
      'policies/seeds/b.ts': '',
      'policies/shared/b.ts': '',
    });
    await expect(reading).rejects.toThrow(PluginError);
    await expect(reading).rejects.toThrow(/seeds\/a\.ts:2:8: .*both be named b\.ts/);
  });
});
