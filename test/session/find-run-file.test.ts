import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRunFile } from '../../src/session/find-run-file.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'adrs-run-file-'));
  await writeFile(path.join(root, 'package.json'), '{}');
});
afterEach(() => rm(root, { recursive: true }));

async function runFile(...names: readonly string[]): Promise<string> {
  const file = path.join(root, ...names);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'problem: mine\n');
  return file;
}

test('the only run file of the project is meant where none is named', async () => {
  const file = await runFile('problems', 'mine', 'run.yaml');
  expect(await findRunFile(undefined, root)).toBe(file);
});

test('of several run files one must be named', async () => {
  await runFile('problems', 'mine', 'run.yaml');
  await runFile('run.yaml');
  await expect(findRunFile(undefined, root)).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: `${root} has 2 run files`,
    hint: 'name one: problems/mine/run.yaml, run.yaml',
  });
});

test('a project without a run file says where one would be', async () => {
  await expect(findRunFile(undefined, root)).rejects.toThrow(
    'neither run.yaml nor problems/*/run.yaml',
  );
});

test('the name of a problem means its run file: one of the project before one of adrs', async () => {
  expect(await findRunFile('cant-be-late', root)).toMatch(/problems\/cant-be-late\/run\.yaml$/);
  const own = await runFile('problems', 'cant-be-late', 'run.yaml');
  expect(await findRunFile('cant-be-late', root)).toBe(own);
});

test('a path, and a name that nothing bears, are left as they are', async () => {
  for (const name of ['a/b.yaml', 'nothing-of-that-name']) {
    expect(await findRunFile(name, root)).toBe(name);
  }
});
