import { StoreError, messageOf } from '../core/errors.ts';

/** Something to write, and how many rows it is. */
interface Entry {
  readonly size: number;
}

/** Writes handed in during one turn of the event loop share a transaction. */
export interface GroupCommit<T extends Entry> {
  /** Resolves when the entry is committed; rejects with StoreError at once and from then on when a commit failed. */
  push(entry: T): Promise<void>;
  /** Commits what is waiting now. Never throws: a failure goes to the callers of `push`. */
  flush(): void;
  /** The entries that are not committed yet, oldest first. */
  waiting(): readonly T[];
}

interface Waiting<T> {
  readonly entry: T;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Collects entries until the event loop turns, or until `limit` rows wait, and hands them to `commit`,
 * which must write all of them or none. A timer would make a lone writer wait for nothing (25 ms instead of 0.1 ms an
 * append), while all that can arrive together arrives within one turn.
 */
export function createGroupCommit<T extends Entry>(
  commit: (entries: readonly T[]) => void,
  limit: number,
): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  let rows = 0;
  let failure: unknown;

  function flush(): void {
    const batch = waiting;
    waiting = [];
    rows = 0;
    if (batch.length === 0) return;
    try {
      commit(batch.map(({ entry }) => entry));
    } catch (error) {
      failure = error;
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  return {
    flush,
    waiting: () => waiting.map(({ entry }) => entry),
    push(entry) {
      if (failure !== undefined) return Promise.reject(refusal(failure));
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ entry, resolve, reject });
        rows += entry.size;
        if (rows >= limit) flush();
      });
    },
  };
}

function refusal(failure: unknown): StoreError {
  return new StoreError(`nothing more is recorded since a write failed: ${messageOf(failure)}`, {
    cause: failure,
    hint: 'remove the reason and resume the run; everything recorded before is kept',
  });
}
