import { StoreError } from '../core/errors.ts';
import type { RunEvent, Store } from '../core/events.ts';
import { hashText } from '../core/hash.ts';
import { closingOnError, writeMeta } from './database.ts';
import type { OpenDatabase } from './database.ts';
import { encodeEvent } from './event-schema.ts';
import { guarded } from './failure.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLogReader } from './log-reader.ts';
import { createLogWriter } from './log-writer.ts';
import type { EventRow, Write } from './log-writer.ts';
import { signature } from './writer-lock.ts';
import type { WriterLock } from './writer-lock.ts';

/** Rows that may wait for the event loop to turn; more are committed at once. */
const GROUP_ROWS = 200;

/**
 * A store over a database whose lock is held; both are released by `close`, or here when it throws
 * StoreError. Appended events can be read at once, acknowledged or not.
 */
export function createWritingStore(opened: OpenDatabase, lock: WriterLock): Store {
  const { database } = opened;
  const log = closingOnError(opened, () => {
    guarded(`write ${database.name}`, () => writeMeta(database, 'writer', signature()));
    return createLogReader(database);
  });
  const write = createLogWriter(database, log.lastSequence());
  const group = createGroupCommit<Write>(write, GROUP_ROWS);

  return {
    async append(events, blobs = []) {
      if (!database.open) throw closed();
      const texts = new Map(blobs.map((text) => [hashText(text), text]));
      const rows = events.map(toRow);
      await group.push({ size: rows.length + texts.size, rows, texts });
    },
    read(from = 0) {
      group.flush();
      return log.read(from);
    },
    blob(hash) {
      const holder = group.waiting().find(({ texts }) => texts.has(hash));
      return holder?.texts.get(hash) ?? log.blob(hash);
    },
    close() {
      if (!database.open) return Promise.resolve();
      group.flush();
      opened.close();
      lock.release();
      return Promise.resolve();
    },
  };
}

function toRow(event: RunEvent): EventRow {
  const ordinal = 'ordinal' in event ? event.ordinal : null;
  return { at: Date.now(), type: event.type, ordinal, body: encodeEvent(event) };
}

function closed(): StoreError {
  return new StoreError('the store is closed', { hint: 'open the run again' });
}
