import { setImmediate as turn } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { StoreError, messageOf } from '../core/errors.ts';
import type { LoggedEvent } from '../core/events.ts';
import { hashText } from '../core/hash.ts';
import { decodeEvent } from './event-schema.ts';
import { guarded } from './failure.ts';

/** Events read in one transaction; the event loop turns between two pages. */
const PAGE_EVENTS = 256;

/** Reader of the committed events and texts of a run. Every method throws StoreError. */
export interface LogReader {
  /** Number of the last event, 0 in an empty log. */
  lastSequence(): number;
  read(from: number): AsyncIterable<LoggedEvent>;
  blob(hash: string): string | undefined;
}

interface EventRow {
  readonly sequence: number;
  readonly at: number;
  readonly body: string;
}

/** Column types are what the STRICT tables guarantee. The database must stay open while it is used. */
export function createLogReader(database: Database.Database): LogReader {
  const last = database.prepare<[], { last: number }>(
    'SELECT ifnull(max(sequence), 0) AS last FROM events',
  );
  const page = database.prepare<[number, number], EventRow>(
    'SELECT sequence, at, body FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?',
  );
  const find = database.prepare<[string], { zstd: Buffer }>(
    'SELECT zstd FROM blobs WHERE hash = ?',
  );

  /** A page a transaction, so that a slow reader never keeps the writer's log from shrinking. */
  async function* read(from: number): AsyncGenerator<LoggedEvent> {
    let previous = from;
    for (;;) {
      const rows = reading(database, () => page.all(previous, PAGE_EVENTS));
      for (const { sequence, at, body } of rows) {
        if (sequence !== previous + 1) throw missing(previous + 1);
        previous = sequence;
        yield { sequence, at, event: decodeEvent(body, sequence) };
      }
      if (rows.length < PAGE_EVENTS) return;
      await turn();
    }
  }

  return {
    lastSequence: () => reading(database, () => last.get()?.last ?? 0),
    read,
    blob(hash) {
      const row = reading(database, () => find.get(hash));
      return row === undefined ? undefined : unpack(row.zstd, hash);
    },
  };
}

function reading<T>(database: Database.Database, work: () => T): T {
  if (!database.open) throw new StoreError('the store is closed', { hint: 'open the run again' });
  return guarded(`read ${database.name}`, work);
}

function missing(sequence: number): StoreError {
  return new StoreError(`event ${sequence} is missing from the log`, {
    hint: 'the file was changed by something else; restore the folder of the run from a copy',
  });
}

function unpack(zstd: Buffer, hash: string): string {
  const text = decompress(zstd, hash);
  if (hashText(text) === hash) return text;
  throw damaged(hash, 'it has another digest');
}

function decompress(zstd: Buffer, hash: string): string {
  try {
    return zstdDecompressSync(zstd).toString('utf8');
  } catch (error) {
    throw damaged(hash, messageOf(error));
  }
}

function damaged(hash: string, why: string): StoreError {
  return new StoreError(`the text ${hash} is damaged: ${why}`, {
    hint: 'the file was changed by something else; restore the folder of the run from a copy',
  });
}
