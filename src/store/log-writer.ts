import { constants, zstdCompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import type { ChainedRow } from './chain.ts';
import type { LogSchema, OpenDatabase } from './database.ts';
import { codeOf, guarded } from './failure.ts';
import type { LogEnd } from './row-reader.ts';

/** One append, ready to be written. */
export interface Write {
  /** Number of rows. */
  readonly size: number;
  readonly rows: readonly NewRow[];
  /** Texts by their `hashText`. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A row with the head after it; undefined in a log without a chain. */
export interface NewRow extends ChainedRow {
  readonly head: string | undefined;
}

/** Level 1 packs policies as tightly as the default level 3 and never slower. */
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Writes appends in one transaction: all of them or, when it throws StoreError, none. Texts already stored are
 * skipped.
 */
export function createLogWriter(
  { database, schema }: Pick<OpenDatabase, 'database' | 'schema'>,
  end: Pick<LogEnd, 'sequence'>,
): (writes: readonly Write[]) => void {
  const insertEvent = createInsertion(database, schema);
  const insertBlob = database.prepare('INSERT INTO blobs VALUES (?, ?)');
  const hasBlob = database.prepare<[string]>('SELECT 1 FROM blobs WHERE hash = ?');

  const writeAll = database.transaction((writes: readonly Write[]): void => {
    for (const { rows, texts } of writes) {
      for (const [hash, text] of texts) {
        if (hasBlob.get(hash) !== undefined) continue;
        insertBlob.run(hash, zstdCompressSync(text, PACKING));
      }
      for (const row of rows) insertEvent(row);
    }
  });

  const mergeEarly = createEarlyCheckpoints(database, end.sequence);
  return (writes) => {
    guarded(`write ${database.name}`, () => writeAll.immediate(writes));
    mergeEarly(writes.at(-1)?.rows.at(-1)?.sequence ?? 0);
  };
}

function createInsertion(database: Database.Database, schema: LogSchema): (row: NewRow) => unknown {
  if (schema === 1) {
    const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)');
    return ({ sequence, at, type, ordinal, body }) => insert.run(sequence, at, type, ordinal, body);
  }
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');
  return ({ sequence, at, elapsed, type, ordinal, body, head = '' }) =>
    insert.run(sequence, at, elapsed, type, ordinal, body, Buffer.from(head, 'hex'));
}

/** Events from which on the file alone holds most of them. */
const FIRST_EVENTS = 16;
/** Growth of the log between two merges. */
const GROWTH = 2;
/** Time between two merges, as a multiple of what the last one took. */
const REST = 50;

/**
 * Merges the write-ahead log into the file after the first append, and then whenever the log has twice as many events
 * as at the last time: a copy of the file alone is never nearly empty. Merges wait for the disk, and never for more
 * than a fiftieth of the time: a log that grows faster than they allow is merged later.
 */
function createEarlyCheckpoints(
  database: Database.Database,
  had: number,
): (events: number) => void {
  let next = had === 0 ? 1 : Math.max(FIRST_EVENTS, GROWTH * had);
  let notBefore = -Infinity;
  return (events) => {
    if (events < next) return;
    const startedAt = performance.now();
    if (startedAt < notBefore) return;
    next = Math.max(FIRST_EVENTS, GROWTH * events);
    try {
      database.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // What was to be merged is safe where it is, and SQLite tries again.
      if (codeOf(error) === undefined) throw error;
    }
    const endedAt = performance.now();
    notBefore = endedAt + REST * (endedAt - startedAt);
  };
}
