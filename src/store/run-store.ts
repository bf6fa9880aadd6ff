import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import {
  closingOnError,
  createDatabase,
  readDatabase,
  readMeta,
  resumeDatabase,
} from './database.ts';
import type { OpenDatabase } from './database.ts';
import { guarded } from './failure.ts';
import { createLogReader } from './log-reader.ts';
import { createWritingStore } from './writing-store.ts';
import { takeWriterLock } from './writer-lock.ts';

/**
 * Mode in which a run is opened: `create` makes the folder where needed and demands that it is empty, `resume`
 * goes on after the last event, `read` changes nothing and works while another process writes.
 */
export type StoreMode = 'create' | 'resume' | 'read';

/**
 * The log of the run in `folder`, in the SQLite file `run.db` (write-ahead log, one writer).
 *
 * An acknowledged append survives `kill -9` of this process; after a power loss the last moments may
 * be missing, but never a part of a transaction. Events handed in during one turn of the event loop
 * are committed together. After a failed commit the store keeps its contents, can be read, and refuses
 * every further append. Throws StoreError: no such run, a folder in use, a damaged, unknown or newer
 * file, a second writer, no permission, no space.
 */
export function openRunStore(folder: string, options: { readonly mode: StoreMode }): Store {
  const file = path.join(folder, 'run.db');
  if (options.mode === 'create') return openNew(folder, file);
  demandRun(folder, file);
  return options.mode === 'read'
    ? createReadingStore(readDatabase(file))
    : openWriter(folder, () => resumeDatabase(file));
}

function openNew(folder: string, file: string): Store {
  const present = guarded(`create ${folder}`, () => {
    makeFolder(folder);
    return readdirSync(folder);
  });
  if (present.length > 0) {
    throw new StoreError(`${folder} exists and is not empty`, {
      hint: 'resume the run that is there, or name another folder',
    });
  }
  return openWriter(folder, () => {
    try {
      return createDatabase(file);
    } catch (error) {
      // Leftover files would make the next attempt fail because the folder is not empty.
      for (const name of ['run.db', 'run.db-wal', 'run.db-shm', 'run.lock']) {
        rmSync(path.join(folder, name), { force: true });
      }
      throw error;
    }
  });
}

/** With its parents. Node's own recursion never ends where a parent exists and takes no folders, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

function demandRun(folder: string, file: string): void {
  const [place, database] = [folder, file].map((wanted) => ({
    wanted,
    found: guarded(`look for ${wanted}`, () => statSync(wanted, { throwIfNoEntry: false })),
  }));
  const missing = [place, database].find((one) => one?.found === undefined);
  if (missing !== undefined) {
    throw new StoreError(`there is no run in ${folder}: ${missing.wanted} does not exist`, {
      hint: 'check the path; the folder of a run holds a run.db',
    });
  }
  // A named pipe would be waited for until somebody writes into it.
  if (database?.found?.isFile() === true) return;
  throw new StoreError(`there is no run in ${folder}: ${file} is no ordinary file`, {
    hint: 'check the path; run.db is the database that adrs wrote there',
  });
}

function openWriter(folder: string, open: () => OpenDatabase): Store {
  const lock = takeWriterLock(folder, () => writerOf(path.join(folder, 'run.db')));
  try {
    return createWritingStore(open(), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The signature of the run's writer; undefined where it is unknown, such as in the first moment. */
function writerOf(file: string): string | undefined {
  try {
    const opened = readDatabase(file);
    try {
      return readMeta(opened.database, 'writer');
    } finally {
      opened.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** The methods of a store except `append`. */
function createReadingStore(opened: OpenDatabase): Store {
  const log = closingOnError(opened, () => createLogReader(opened.database, opened.schema));
  return {
    append: () =>
      Promise.reject(
        new StoreError('the run was opened for reading only', { hint: 'resume it to write' }),
      ),
    read: (from = 0) => log.read(from),
    blob: (hash) => log.blob(hash),
    has: (hash) => log.has(hash),
    hashes: () => log.hashes(),
    head: () => log.head(),
    elapsedMs: () => log.end().elapsedMs,
    close() {
      if (opened.database.open) opened.close();
      return Promise.resolve();
    },
  };
}
