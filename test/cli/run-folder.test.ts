import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runFolder } from '../../src/cli/run-folder.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'adrs-runs-'));
  for (const folder of ['runs/a', 'b', 'runs/b']) {
    await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, folder, 'run.db'), '');
  }
});
afterAll(() => rm(root, { recursive: true }));

test('a run is named by its id under runs/ or by its path, and a path wins', () => {
  expect(runFolder('a', root)).toBe(path.join(root, 'runs/a'));
  expect(runFolder('runs/a', root)).toBe(path.join(root, 'runs/a'));
  expect(runFolder('b', root)).toBe(path.join(root, 'b'));
  expect(runFolder(path.join(root, 'b'), '/')).toBe(path.join(root, 'b'));
});

test('what holds no run is taken as a path', () => {
  expect(runFolder('none', root)).toBe(path.join(root, 'none'));
});
