import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFolder, runFolderIfAny } from '../../src/cli/run-folder.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { runStarted } from '../../src/testing/run-events.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'adrs-runs-'));
  for (const folder of ['runs/a', 'b', 'runs/b', 'runs/broken-20270101-000000']) {
    await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, folder, 'run.db'), '');
  }
  for (const [id, problem] of [
    ['zebra-20260101-000000', 'zebra'],
    ['zebra-20260102-000000', 'zebra'],
    ['mine', 'horse'],
  ] as const) {
    const store = openRunStore(path.join(root, 'runs', id), { mode: 'create' });
    await store.append([runStarted({ problem })]);
    await store.close();
    // Runs are told apart by the milliseconds of their first events.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});
afterAll(() => rm(root, { recursive: true }));

const inRuns = (id: string): string => path.join(root, 'runs', id);

describe('a run argument', () => {
  test('is an id under runs/ or a path, and a path wins', async () => {
    expect(await runFolder('a', root)).toBe(inRuns('a'));
    expect(await runFolder('runs/a', root)).toBe(inRuns('a'));
    expect(await runFolder('b', root)).toBe(path.join(root, 'b'));
    expect(await runFolder(path.join(root, 'b'), '/')).toBe(path.join(root, 'b'));
  });

  test('may be latest, which no unreadable log is', async () => {
    expect(await runFolder('latest', root)).toBe(inRuns('mine'));
  });

  test('may be a problem, which means its newest run, whatever the folder is named', async () => {
    expect(await runFolder('zebra', root)).toBe(inRuns('zebra-20260102-000000'));
    expect(await runFolder('horse', root)).toBe(inRuns('mine'));
  });

  test('may be a part of one id', async () => {
    expect(await runFolder('20260101', root)).toBe(inRuns('zebra-20260101-000000'));
    expect(await runFolder('broken', root)).toBe(inRuns('broken-20270101-000000'));
  });

  test('that is a part of several lists them', async () => {
    await expect(runFolder('zebra-2026', root)).rejects.toMatchObject({
      message: '"zebra-2026" is a part of 2 ids of runs',
      hint: 'write more of one: zebra-20260101-000000, zebra-20260102-000000',
    });
  });

  test('that means nothing says where it looked, and what is near', async () => {
    await expect(runFolder('zerba', root)).rejects.toMatchObject({
      message: `there is no run "zerba": ${path.join(root, 'zerba')} and ${inRuns('zerba')} hold none`,
      hint: 'did you mean "zebra"?',
    });
    await expect(runFolder('lastet', root)).rejects.toMatchObject({
      hint: 'did you mean "latest"?',
    });
    await expect(runFolder('', root)).rejects.toThrow('there is no run ""');
    expect(await runFolderIfAny('zerba', root)).toBeUndefined();
  });

  test('that looks like a path is one, whether a run is there or not', async () => {
    expect(await runFolder('./none', root)).toBe(path.join(root, 'none'));
    expect(await runFolder('.', root)).toBe(root);
  });
});
