import { statSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../core/errors.ts';
import { withStoredRun } from './stored-run.ts';

/** Milliseconds without a change after which a log is read: a run that works writes more often. */
const QUIET_MS = 1000;

/**
 * A function that says whether the run in a folder has finished, to be called again and again: it reads the log only
 * once after each change, and not while one is being written. A paused or interrupted run may go on, so it has not.
 */
export function createEndingCheck(): (folder: string) => Promise<boolean> {
  let readAt = -1;
  return async (folder) => {
    const changedAt = lastChange(folder);
    if (changedAt <= readAt || Date.now() - changedAt < QUIET_MS) return false;
    readAt = changedAt;
    try {
      return await withStoredRun(folder, ({ view }) => view.status === 'finished');
    } catch (error) {
      // Still being made, or damaged: other commands say so.
      if (error instanceof StoreError) return false;
      throw error;
    }
  };
}

/** When the log was written last, in milliseconds since 1970; -1 where there is none yet. */
function lastChange(folder: string): number {
  const times = ['run.db', 'run.db-wal'].map(
    (name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? -1,
  );
  return Math.max(...times);
}
