import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  inScratchFolder,
  removeLeftFolders,
} from '../../../src/models/providers/scratch-folder.ts';

test('a folder is fresh and goes with its work, however that ends', async () => {
  const seen: string[] = [];
  const outcome = inScratchFolder(async (folder) => {
    seen.push(folder);
    expect(await readdir(folder)).toEqual([]);
    throw new Error('the work failed');
  });
  await expect(outcome).rejects.toThrow('the work failed');
  await expect(readdir(seen[0] ?? '')).rejects.toThrow('ENOENT');
});

test('folders of processes that were killed go, those of living ones and of others stay', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'adrs-test-scratch-'));
  try {
    const own = await inScratchFolder((folder) => Promise.resolve(path.basename(folder)));
    const [namespace = ''] = /\d+/.exec(own) ?? [];
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const gone = `adrs-command-${namespace}-${dead}-aaaaaa`;
    const kept = [
      `adrs-command-${namespace}-${process.pid}-aaaaaa`,
      `adrs-command-1${namespace}-${dead}-aaaaaa`,
      'adrs-command-notes',
      'other',
    ];
    for (const name of [gone, ...kept])
      await mkdir(path.join(parent, name, 'deep'), { recursive: true });
    await removeLeftFolders(parent);
    expect((await readdir(parent)).toSorted()).toEqual(kept.toSorted());
  } finally {
    await rm(parent, { recursive: true });
  }
});
