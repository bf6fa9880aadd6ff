import { constants, zstdCompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { guarded } from './failure.ts';

/** One append, ready to be written. */
export interface Write {
  /** Number of rows. */
  readonly size: number;
  readonly rows: readonly EventRow[];
  /** Texts by their `hashText`. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface EventRow {
  readonly at: number;
  readonly type: string;
  readonly ordinal: number | null;
  readonly body: string;
}

/** Level 1 packs policies as tightly as the default level 3 and never slower. */
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Writes appends in one transaction: all of them or, when it throws StoreError, none. Events are
 * numbered from `last` + 1; numbers of a failed transaction are used again. Texts already stored are skipped.
 */
export function createLogWriter(
  database: Database.Database,
  last: number,
): (writes: readonly Write[]) => void {
  const insertEvent = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)');
  const insertBlob = database.prepare('INSERT INTO blobs VALUES (?, ?)');
  const hasBlob = database.prepare<[string]>('SELECT 1 FROM blobs WHERE hash = ?');

  const writeAll = database.transaction((writes: readonly Write[], from: number): number => {
    let sequence = from;
    for (const { rows, texts } of writes) {
      for (const [hash, text] of texts) {
        if (hasBlob.get(hash) !== undefined) continue;
        insertBlob.run(hash, zstdCompressSync(text, PACKING));
      }
      for (const { at, type, ordinal, body } of rows) {
        sequence += 1;
        insertEvent.run(sequence, at, type, ordinal, body);
      }
    }
    return sequence;
  });

  let committed = last;
  return (writes) => {
    committed = guarded(`write ${database.name}`, () => writeAll.immediate(writes, committed));
  };
}
