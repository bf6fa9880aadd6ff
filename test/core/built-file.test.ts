import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtFile } from '../../src/core/built-file.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'adrs-built-'));
  for (const name of ['both.ts', 'both.js', 'built.js']) await writeFile(at(name), '');
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['TypeScript that is there', 'both.ts', 'both.ts'],
  ['TypeScript that was built', 'built.ts', 'built.js'],
  ['what is nowhere', 'missing.ts', 'missing.ts'],
  ['JavaScript', 'built.js', 'built.js'],
])('%s is found', (_, asked, found) => {
  expect(builtFile(at(asked))).toBe(at(found));
});
