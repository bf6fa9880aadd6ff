import { lstat, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, StoreError } from '../core/errors.ts';
import { openRunStore } from '../store/run-store.ts';
import { takeWriterLock } from '../store/writer-lock.ts';

/** What adrs writes into the folder of a run. The log goes last, so that what is left of a removal is still a run. */
const WRITTEN = [
  'best',
  'tables',
  'mailbox',
  'report.html',
  'config.yaml',
  'run.db-shm',
  'run.db-wal',
  'run.db',
] as const;

/** What became of a folder whose run was removed. */
export interface RemovedRun {
  readonly folder: string;
  /** Names of files and folders that adrs did not write and that are still there; the folder stays for them. */
  readonly kept: readonly string[];
}

/** Throws StoreError unless `folder` is the folder of a run that no process writes. Changes nothing. */
export async function requireRemovable(folder: string): Promise<void> {
  await openRunStore(folder, { mode: 'read' }).close();
  if ((await lstat(folder)).isSymbolicLink()) {
    throw new StoreError(`${folder} is a link to ${await realpath(folder)}`, {
      hint: 'name the folder of the run itself',
    });
  }
  takeWriterLock(folder, () => undefined).release();
}

/**
 * Removes the run in `folder`: what adrs wrote there, and the folder where nothing else is in it. Throws StoreError for a
 * folder that holds no run, a run that another process writes, and what cannot be removed.
 */
export async function removeRun(folder: string): Promise<RemovedRun> {
  await requireRemovable(folder);
  try {
    await removeLocked(folder);
    for (const name of ['run.lock', 'run.lock-journal']) await remove(folder, name);
    const kept = await readdir(folder);
    if (kept.length === 0) await rmdir(folder);
    return { folder, kept };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(`cannot remove the run in ${folder}: ${messageOf(cause)}`, {
      cause,
      hint: 'see who may write there; what is left is removed by the same command',
    });
  }
}

/** Nobody goes on with the run meanwhile. */
async function removeLocked(folder: string): Promise<void> {
  const lock = takeWriterLock(folder, () => undefined);
  try {
    for (const name of WRITTEN) await remove(folder, name);
  } finally {
    lock.release();
  }
}

async function remove(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, name), { recursive: true, force: true });
}
