import { StoreError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import { hashText } from '../core/hash.ts';
import { headAfter } from './chain.ts';
import { closingOnError, writeMeta } from './database.ts';
import type { OpenDatabase } from './database.ts';
import { encodeEvent } from './event-schema.ts';
import { guarded } from './failure.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLogReader } from './log-reader.ts';
import { createLogWriter } from './log-writer.ts';
import type { NewRow, Write } from './log-writer.ts';
import type { LogEnd } from './row-reader.ts';
import { createWorkClock } from './work-clock.ts';
import { signature } from './writer-lock.ts';
import type { WriterLock } from './writer-lock.ts';

/** Rows that may wait for the event loop to turn; more are committed at once. */
const GROUP_ROWS = 200;

/**
 * A store over a database whose lock is held; both are released by `close`, or here when it throws
 * StoreError. Appended events can be read at once, acknowledged or not.
 */
export function createWritingStore(opened: OpenDatabase, lock: WriterLock): Store {
  const { database, schema } = opened;
  const { log, write, tail } = closingOnError(opened, () => {
    guarded(`write ${database.name}`, () => writeMeta(database, 'writer', signature()));
    const reader = createLogReader(database, schema);
    const end = reader.end();
    return { log: reader, write: createLogWriter(opened, end), tail: createTail(end) };
  });
  const group = createGroupCommit<Write>(write, GROUP_ROWS);

  return {
    async append(events, blobs = []) {
      if (!database.open) throw closed();
      const texts = new Map(blobs.map((text) => [hashText(text), text]));
      const rows = tail.add(events.map((event) => ({ event, body: encodeEvent(event) })));
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
    has: (hash) => group.waiting().some(({ texts }) => texts.has(hash)) || log.has(hash),
    hashes() {
      group.flush();
      return log.hashes();
    },
    head: () => tail.head(),
    elapsedMs: () => tail.elapsedMs(),
    close() {
      if (!database.open) return Promise.resolve();
      group.flush();
      opened.close();
      lock.release();
      return Promise.resolve();
    },
  };
}

/** The end of the log, where events become rows: numbered, timed and chained in the order of their appends. */
interface Tail {
  add(events: readonly { readonly event: RunEvent; readonly body: string }[]): readonly NewRow[];
  head(): string | undefined;
  elapsedMs(): number;
}

function createTail(end: LogEnd): Tail {
  let { sequence, head } = end;
  const clock = createWorkClock(end.elapsedMs);
  const toRow = (event: RunEvent, body: string): NewRow => {
    if (event.type === 'run-resumed') clock.resume();
    sequence += 1;
    const ordinal = 'ordinal' in event ? event.ordinal : null;
    const times = { at: Date.now(), elapsed: clock.now() };
    const row = { sequence, ...times, type: event.type, ordinal, body };
    head = head === undefined ? undefined : headAfter(head, row);
    return { ...row, head };
  };
  return {
    add: (events) => events.map(({ event, body }) => toRow(event, body)),
    head: () => head,
    elapsedMs: () => clock.now(),
  };
}

function closed(): StoreError {
  return new StoreError('the store is closed', { hint: 'open the run again' });
}
