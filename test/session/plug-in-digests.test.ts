import { createHash } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kinds } from '../../src/core/kinds.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { plugInDigests } from '../../src/session/plug-in-digests.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';

let place: PlugInFolder;
beforeAll(async () => {
  place = await makePlugInFolder();
});
afterAll(() => place[Symbol.asyncDispose]());

/** The kinds of adrs and proposers in these files. */
function kindsWith(...files: readonly string[]): Kinds {
  const [kind] = KINDS.proposers.values();
  if (kind === undefined) throw new Error('adrs has proposers');
  const added = files.map((file) => [file, kind] as const);
  return { ...KINDS, proposers: new Map([...KINDS.proposers, ...added]) };
}

async function digestsOf(...files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const digests = await plugInDigests(kindsWith(...files));
  return new Map(
    Object.entries(digests).map(([file, digest]) => [path.relative(place.folder, file), digest]),
  );
}

test('kinds that come with adrs have no digests', async () => {
  expect(await plugInDigests(KINDS)).toEqual({});
});

test('every file that a plug-in imports by a relative path has a digest, however far, and no package', async () => {
  await place.write('deep/far/table.json', '{ "a": 1 }');
  await place.write('deep/far/code.wasm', 'not code');
  await place.write('deep/helper.mjs', "import './far/code.wasm';\nexport * from './circle.ts';\n");
  await place.write(
    'deep/circle.ts',
    "import { type B } from './helper.mjs';\nexport type A = B;\n",
  );
  await place.write('deep/lazy.cjs', "module.exports = require('./far/table.json');\n");
  const text = `import 'node:fs';
import * as z from 'zod';
import { defineProposer } from 'adrs-lab';
import './deep/helper.mjs';
export const later = () => import('./deep/lazy.cjs');
export const proposer = defineProposer(z);
const grüße = 'ä';
`;
  const digests = await digestsOf(await place.write('main.ts', text));
  expect([...digests.keys()]).toEqual([
    'deep/circle.ts',
    'deep/far/code.wasm',
    'deep/far/table.json',
    'deep/helper.mjs',
    'deep/lazy.cjs',
    'main.ts',
  ]);
  // As logs of before have it, which knew the named file alone.
  expect(digests.get('main.ts')).toBe(createHash('sha256').update(text).digest('hex'));
});

test('a change of a helper changes its own digest alone', async () => {
  const main = await place.write(
    'user.ts',
    "import { N } from './size.ts';\nexport const n = N;\n",
  );
  await place.write('size.ts', 'export const N = 1;\n');
  const before = await digestsOf(main);
  await place.write('size.ts', 'export const N = 2;\n');
  const after = await digestsOf(main);
  expect(after.get('user.ts')).toBe(before.get('user.ts'));
  expect(after.get('size.ts')).not.toBe(before.get('size.ts'));
});

test('a file that is named by a link keeps that name, and what it imports is found beside the file itself', async () => {
  await place.write('real/helper.ts', 'export const N = 1;\n');
  await place.write('real/plug-in.ts', "export * from './helper.ts';\n");
  const link = path.join(place.folder, 'linked.ts');
  await symlink(path.join(place.folder, 'real', 'plug-in.ts'), link);
  const files = [...(await digestsOf(link)).keys()];
  expect(files).toContain('linked.ts');
  expect(files).toContain('real/helper.ts');
});

test('an import of nothing is an error with the plug-in', async () => {
  const main = await place.write('lost.ts', "import './nowhere.ts';\n");
  await expect(digestsOf(main)).rejects.toMatchObject({
    code: 'E_PLUGIN',
    message: expect.stringMatching(/the imports of .*lost\.ts cannot be followed: .*nowhere/s),
  });
});
