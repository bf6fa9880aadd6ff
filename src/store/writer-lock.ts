import { hostname } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../core/errors.ts';
import { codeOf, storeFailure } from './failure.ts';

/** Held by the one process that may write a run. */
export interface WriterLock {
  release(): void;
}

/** The text with which a writer signs its run. */
export function signature(): string {
  return `pid ${process.pid} on ${hostname()}`;
}

/**
 * Takes the lock of a run's folder: an open transaction on the empty database `run.lock`. The
 * kernel releases it when the process dies in any way, so a lock is never stale; and it
 * leaves the readers of `run.db` alone. Do not open `run.lock` in the same process by other means: closing any
 * descriptor of a file drops all POSIX locks on it.
 *
 * `owner` names the present holder for the message. Throws StoreError.
 */
export function takeWriterLock(folder: string, owner: () => string | undefined): WriterLock {
  let database: Database.Database | undefined;
  try {
    database = new Database(path.join(folder, 'run.lock'), { timeout: 0 });
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    database?.close();
    const isHeld = codeOf(error)?.startsWith('SQLITE_BUSY') === true;
    throw isHeld ? held(folder, owner()) : storeFailure(error, `take the lock of ${folder}`);
  }
  const taken = database;
  return { release: () => taken.close() };
}

function held(folder: string, owner: string | undefined): StoreError {
  const who = owner === undefined ? '' : ` (${owner})`;
  return new StoreError(`another process${who} is writing the run in ${folder}`, {
    hint: 'wait until it ends or stop it; showing and reporting work while it runs',
  });
}
