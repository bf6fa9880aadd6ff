import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../core/errors.ts';
import { createTextCheck } from '../core/event-texts.ts';
import type { LoggedEvent, Store } from '../core/store.ts';
import type { Elite } from '../core/search.ts';
import { archiveHash, createLogHash } from '../view/run-hash.ts';
import { createRunFold, type RunFold } from '../view/run-fold.ts';
import type { RunView } from '../view/run-view.ts';
import { openRunStore } from '../store/run-store.ts';
import { takeWriterLock } from '../store/writer-lock.ts';

/** A run as it stands on disk. */
export interface StoredRun {
  readonly folder: string;
  readonly view: RunView;
  readonly fold: RunFold;
  readonly logHash: string;
  /** The head of the log's chain; null where it has none, as in logs of earlier versions. */
  readonly head: string | null;
  /** The archive, best first; null, as is its hash, where the log does not tell it: in logs of version 1. */
  readonly elites: readonly Elite[] | null;
  readonly archiveHash: string | null;
  /** The reason to ask whether this is the whole log; undefined where there is none. */
  readonly doubt: string | undefined;
  /** A text that the log refers to. */
  readonly blob: (hash: string) => string | undefined;
  /** The log once more, from its start. */
  readonly events: () => AsyncIterable<LoggedEvent>;
}

/** Reads the run in `folder`, hands it to `use` and closes it. Throws StoreError. */
export async function withStoredRun<T>(
  folder: string,
  use: (run: StoredRun) => T | Promise<T>,
): Promise<T> {
  // SQLite makes the file where it is not.
  const isAlone = walBytes(folder) === 0;
  const store = openRunStore(folder, { mode: 'read' });
  try {
    const run = await readStored(store, folder);
    const doubt = run.view.status === 'interrupted' && isAlone ? NO_WAL : undefined;
    return await use({ ...run, doubt });
  } finally {
    await store.close();
  }
}

/** Reads a run from its open log. Throws StoreError. */
export async function readStored(store: Store, folder: string): Promise<Omit<StoredRun, 'doubt'>> {
  const fold = createRunFold();
  const hash = createLogHash();
  const requireTexts = createTextCheck(store);
  for await (const logged of store.read()) {
    requireTexts(logged);
    fold.add(logged);
    hash.add(logged.event);
  }
  const open = fold.view();
  const elites = fold.elites();
  const isLive = open.status === 'interrupted' && isBeingWritten(folder);
  const view = isLive ? fold.view({ live: true }) : open;
  return {
    folder,
    fold,
    view,
    logHash: hash.digest(),
    head: store.head() ?? null,
    elites,
    archiveHash: elites === null ? null : archiveHash(elites, fold.sourceHash),
    blob: (digest) => store.blob(digest),
    events: () => store.read(),
  };
}

const NO_WAL =
  'there is no run.db-wal next to run.db: if this is a copy, copy both, or the latest events are missing';

/** Size of the write-ahead log, which a process that is killed leaves behind with the latest events in it. */
function walBytes(folder: string): number {
  return statSync(path.join(folder, 'run.db-wal'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether a process goes on with the run. */
export function isBeingWritten(folder: string): boolean {
  if (!existsSync(path.join(folder, 'run.lock'))) return false;
  try {
    takeWriterLock(folder, () => undefined).release();
    return false;
  } catch (error) {
    // Any other failure, such as a folder that cannot be written, has a cause.
    return error instanceof StoreError && error.cause === undefined;
  }
}
