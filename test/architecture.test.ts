import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { circlesIn, faultsOfFloors, faultsOfPlugins, importsIn } from './architecture.ts';

const root = path.join(import.meta.dirname, '..');
const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true });
});

/** A tree of files on disk; each text is written as it is. */
async function tree(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'adrs-floors-'));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

describe('the house', () => {
  test('a file of src/ imports only from lower floors and its own folder', async () => {
    expect(faultsOfFloors(await importsIn(root, 'src'))).toEqual([]);
  });

  test('no file of src/ imports itself over others, type imports counted', async () => {
    expect(circlesIn(await importsIn(root, 'src'))).toEqual([]);
  });

  test('no command reaches the test runner, which whoever installs adrs may lack', async () => {
    const imports = await importsIn(root, 'src');
    const reached = new Set(['src/cli/main.ts', 'src/session/check/main.ts']);
    // A set's loop also visits what is added to it meanwhile.
    for (const file of reached) for (const name of imports.get(file) ?? []) reached.add(name);
    expect([...reached]).toContain('src/testing/problem/law.ts');
    expect([...reached]).not.toContain('vitest');
  });

  test('problems and evaluators import only what the package exports', async () => {
    for (const folder of ['problems', 'evaluators']) {
      const imports = await importsIn(root, folder);
      expect(faultsOfPlugins(imports, folder)).toEqual([]);
      expect(circlesIn(imports)).toEqual([]);
    }
  });
});

describe('the floors test itself', () => {
  test.each([
    ['upward', { 'src/core/a.ts': "import '../engine/b.ts';", 'src/engine/b.ts': '' }],
    ['sideways', { 'src/tune/a.ts': "import '../genetic/b.ts';", 'src/genetic/b.ts': '' }],
    ['of a type', { 'src/view/a.ts': "import type { B } from '../llm/b.ts';", 'src/llm/b.ts': '' }],
    ['to an unknown floor', { 'src/core/a.ts': "import '../attic/b.ts';", 'src/attic/b.ts': '' }],
    ['from an unknown floor', { 'src/attic/a.ts': "import '../core/b.ts';", 'src/core/b.ts': '' }],
    ['that is dynamic', { 'src/core/a.ts': "await import('../cli/b.ts');", 'src/cli/b.ts': '' }],
    ['that re-exports', { 'src/core/a.ts': "export * from '../cli/b.ts';", 'src/cli/b.ts': '' }],
  ])('finds an import %s', async (_, files) => {
    expect(faultsOfFloors(await importsIn(await tree(files), 'src'))).toHaveLength(1);
  });

  test('finds an import into a problem whose name only begins alike', async () => {
    const folder = await tree({
      'problems/a/problem.ts': "import { x } from '../a-b/other.ts';",
      'problems/a-b/other.ts': 'export const x = 1;',
      'problems/a-b/problem.ts': "import { y } from '../shared/pair/y.ts';",
      'problems/shared/pair/y.ts': 'export const y = 1;',
    });
    expect(faultsOfPlugins(await importsIn(folder, 'problems'), 'problems')).toEqual([
      'problems/a/problem.ts -> problems/a-b/other.ts',
    ]);
  });

  test('finds a circle inside a room that is made of type imports only', async () => {
    const folder = await tree({
      'src/view/a.ts': "import type { B } from './b.ts'; export type A = B;",
      'src/view/b.ts': "export type { A as B } from './c.ts';",
      'src/view/c.ts': "import { type A } from './a.ts'; export type C = A;",
    });
    expect(circlesIn(await importsIn(folder, 'src'))).toEqual([
      'src/view/a.ts -> src/view/b.ts -> src/view/c.ts',
    ]);
  });
});
