import { setImmediate as turn } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { StoreError, messageOf } from '../core/errors.ts';
import type { LoggedEvent } from '../core/store.ts';
import { hashText } from '../core/hash.ts';
import type { LogSchema } from './database.ts';
import { decodeEvent } from './event-schema.ts';
import { guarded, RESTORE } from './failure.ts';
import { createRowReader, type LogEnd } from './row-reader.ts';

/** Events read in one transaction; the event loop turns between two pages. */
const PAGE_EVENTS = 256;

/** Reader of the committed events and texts of a run. Every method throws StoreError. */
export interface LogReader {
  /** The last event of the log, as the file has it. */
  end(): LogEnd;
  /** Every event after `from`, each checked against the chain. */
  read(from: number): AsyncIterable<LoggedEvent>;
  /** The head after the events read so far. */
  head(): string | undefined;
  blob(hash: string): string | undefined;
  has(hash: string): boolean;
  /** The hash of every text. */
  hashes(): readonly string[];
}

/** Column types are what the STRICT tables guarantee. The database must stay open while it is used. */
export function createLogReader(database: Database.Database, schema: LogSchema): LogReader {
  const open = guarded(`read ${database.name}`, () => ({
    rows: createRowReader(database, schema),
    find: database.prepare<[string], { zstd: Buffer }>('SELECT zstd FROM blobs WHERE hash = ?'),
    one: database.prepare<[string], number>('SELECT 1 FROM blobs WHERE hash = ?').pluck(),
    all: database.prepare<[], string>('SELECT hash FROM blobs').pluck(),
  }));
  const { rows, find, one, all } = open;
  let head: string | undefined;

  /** A page a transaction, so that a slow reader never keeps the writer's log from shrinking. */
  async function* read(from: number): AsyncGenerator<LoggedEvent> {
    const pass = reading(database, () => rows.pass(from));
    for (;;) {
      const page = reading(database, () => pass.page(PAGE_EVENTS));
      for (const row of page) {
        const before = pass.head();
        const elapsedMs = pass.check(row);
        head = pass.head();
        const { sequence, at, body } = row;
        if (sequence <= from) continue;
        const event = decodeEvent(body, sequence);
        if ('head' in event && event.head !== before) throw wrongHead(sequence);
        yield { sequence, at, elapsedMs, event };
      }
      if (page.length < PAGE_EVENTS) return;
      await turn();
    }
  }

  return {
    end: () => reading(database, () => rows.end()),
    read,
    head: () => head,
    blob(hash) {
      const row = reading(database, () => find.get(hash));
      return row === undefined ? undefined : unpack(row.zstd, hash);
    },
    has: (hash) => reading(database, () => one.get(hash) !== undefined),
    hashes: () => reading(database, () => all.all()),
  };
}

function reading<T>(database: Database.Database, work: () => T): T {
  if (!database.open) throw new StoreError('the store is closed', { hint: 'open the run again' });
  return guarded(`read ${database.name}`, work);
}

function wrongHead(sequence: number): StoreError {
  return new StoreError(`event ${sequence} of the log names another head than the one before it`, {
    hint: RESTORE,
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
  return new StoreError(`the text ${hash} is damaged: ${why}`, { hint: RESTORE });
}
