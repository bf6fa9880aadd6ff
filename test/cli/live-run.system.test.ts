import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withStoredRun } from '../../src/session/stored-run.ts';
import { started } from '../report/synthetic-run.ts';

const store = pathToFileURL(path.join(import.meta.dirname, '../../src/store/run-store.ts')).href;

let folder = '';
let writer: ChildProcess | undefined;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'adrs-live-')), 'run');
});
afterEach(async () => {
  writer?.kill('SIGKILL');
  await rm(path.dirname(folder), { recursive: true });
});

/** Starts a process that begins a run and goes on holding it. */
async function startWriter(): Promise<ChildProcess> {
  const code = `import { openRunStore } from ${JSON.stringify(store)};
    const log = openRunStore(${JSON.stringify(folder)}, { mode: 'create' });
    await log.append([${JSON.stringify(started())}]);
    process.stdout.write('ready');
    setInterval(() => log, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  writer = child;
  await once(child.stdout, 'data');
  return child;
}

test('a run is running while a process holds it, and interrupted after that was killed', async () => {
  const child = await startWriter();
  expect(await withStoredRun(folder, ({ view }) => view.status)).toBe('running');
  expect(await withStoredRun(folder, ({ view }) => view.status)).toBe('running');

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await withStoredRun(folder, ({ view }) => view.status)).toBe('interrupted');
});
