import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const copy = mkdtempSync(path.join(os.tmpdir(), 'adrs-linked-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('a checkout whose node_modules is a link to another folder measures policies', () => {
  const needed = ['src', 'evaluators', 'package.json', 'problems/shared', 'problems/bin-packing'];
  for (const name of needed) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const args = ['src/cli/main.ts', 'eval', 'bin-packing', 'baseline:best-fit', '--json'];
  const told = execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  expect(JSON.parse(told)).toMatchObject({ status: 'scored' });
});
