import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from '../core/errors.ts';
import { codeOf, guarded, RESTORE } from './failure.ts';

/** `adrs` in ASCII, in the header of the file: tells a run from any other database. */
const APPLICATION_ID = 0x61_64_72_73;
/** Layout of the tables. In a log of schema 1, which is read and gone on with, events have no chain and no work time. */
export type LogSchema = 1 | 2;
const SCHEMA: LogSchema = 2;
/** Bytes. Against the default of 4096 a run takes an eighth less space. */
const PAGE_SIZE = 8192;
/**
 * The write-ahead log is merged into the file every 16 MB instead of every 4: texts are found by their hash, so texts
 * written together lie apart in the file, and rarer merges write each page less often (appends 1.5 times as fast).
 */
const CHECKPOINT_PAGES = 2000;

const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,
    type TEXT NOT NULL,
    ordinal INTEGER,
    body TEXT NOT NULL,
    chain BLOB NOT NULL
  ) STRICT;
  CREATE TABLE blobs (hash TEXT PRIMARY KEY, zstd BLOB NOT NULL) STRICT;
`;

/** An open database and the function that releases it. */
export interface OpenDatabase {
  readonly database: Database.Database;
  readonly schema: LogSchema;
  close(): void;
}

/** Makes the file of a new run. Throws StoreError. */
export function createDatabase(file: string): OpenDatabase {
  return guarded(`create ${file}`, () => {
    const { database } = openForWriting(file, false);
    return closingOnError(database, () => {
      const fill = database.transaction(() => {
        database.exec(TABLES);
        database.pragma(`application_id = ${APPLICATION_ID}`);
        writeMeta(database, 'schema', String(SCHEMA));
      });
      fill.immediate();
      // A copy of the file alone is then a run, too.
      database.pragma('wal_checkpoint(TRUNCATE)');
      return plain({ database, schema: SCHEMA });
    });
  });
}

/** Opens an existing run to go on writing it. Throws StoreError. */
export function resumeDatabase(file: string): OpenDatabase {
  return guarded(`open ${file}`, () => plain(openForWriting(file, true)));
}

/**
 * Opens a run to read it, while another process writes it or not. Where SQLite cannot read in
 * place, because it needs to make its `-shm` file next to the run and the medium is read-only or full, a private
 * copy is read. Throws StoreError.
 */
export function readDatabase(file: string): OpenDatabase {
  return guarded(`read ${file}`, () => {
    try {
      return plain(openForReading(file, file));
    } catch (error) {
      const needsCopy = /^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL)/.test(codeOf(error) ?? '');
      if (!needsCopy) throw error;
      return openCopy(file);
    }
  });
}

/** A note of the run's file about itself; undefined when there is none. */
export function readMeta(database: Database.Database, key: string): string | undefined {
  const find = database.prepare<[string], { value: string }>(
    'SELECT value FROM meta WHERE key = ?',
  );
  return find.get(key)?.value;
}

export function writeMeta(database: Database.Database, key: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
}

type Identified = Pick<OpenDatabase, 'database' | 'schema'>;

function plain({ database, schema }: Identified): OpenDatabase {
  return { database, schema, close: () => database.close() };
}

function openForWriting(file: string, fileMustExist: boolean): Identified {
  const database = new Database(file, { fileMustExist });
  return closingOnError(database, () => {
    // The journal mode is written into the file, so another program's database must not get this far.
    const schema = fileMustExist ? checkIdentity(database, file) : SCHEMA;
    database.pragma(`page_size = ${PAGE_SIZE}`);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return { database, schema };
  });
}

function openForReading(file: string, name: string): Identified {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  return closingOnError(database, () => ({ database, schema: checkIdentity(database, name) }));
}

function openCopy(file: string): OpenDatabase {
  const folder = mkdtempSync(path.join(tmpdir(), 'adrs-read-'));
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'run.db');
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const { database, schema } = openForReading(copy, file);
    return {
      database,
      schema,
      close() {
        database.close();
        discard();
      },
    };
  } catch (error) {
    discard();
    throw error;
  }
}

function checkIdentity(database: Database.Database, file: string): LogSchema {
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new StoreError(`${file} is not the log of a run`, {
      hint: "it is another program's database, a copy made without the run.db-wal next to it, or of a run that was killed before it began",
    });
  }
  const tables = new Set(database.prepare<[], string>(NAMES_OF_TABLES).pluck().all());
  const missing = ['meta', 'events', 'blobs'].find((name) => !tables.has(name));
  if (missing !== undefined) {
    throw new StoreError(`${file} has no table "${missing}"`, { hint: RESTORE });
  }
  const schema = readMeta(database, 'schema');
  if (schema === '1') return 1;
  if (schema === String(SCHEMA)) return SCHEMA;
  throw new StoreError(
    `${file} has schema ${schema ?? 'unknown'} and this version of adrs reads schemas 1 to ${SCHEMA}`,
    { hint: 'use the version of adrs that wrote the run, or a newer one' },
  );
}

const NAMES_OF_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'";

/** Does `work`; closes what it works with when it throws. */
export function closingOnError<T>(opened: { close(): unknown }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    opened.close();
    throw error;
  }
}
