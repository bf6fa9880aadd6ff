import { watch, type FSWatcher } from 'node:fs';

/** Waits for something to happen in a folder. */
export interface FolderWatch {
  /**
   * Calls `look` at once, then whenever something changed in the folder and every now and then, until
   * it answers with something. Never calls it twice at a time. Throws what `look` throws and, when
   * `signal` aborts, its reason.
   */
  until<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T>;
}

/** Several may wait at once; they share one watch, which is let go of when nobody waits. */
export function createFolderWatch(folder: string, pollMs: number): FolderWatch {
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  const join = (wake: () => void): void => {
    waiting.add(wake);
    timer ??= setInterval(wakeAll, pollMs);
    watcher ??= tryWatch(folder, wakeAll);
  };
  const leave = (wake: () => void): void => {
    waiting.delete(wake);
    if (waiting.size > 0) return;
    clearInterval(timer);
    watcher?.close();
    timer = undefined;
    watcher = undefined;
  };
  return {
    async until(look, signal) {
      const bell = createBell();
      join(bell.ring);
      signal.addEventListener('abort', bell.ring);
      try {
        for (;;) {
          signal.throwIfAborted();
          const found = await look();
          if (found !== undefined) return found;
          if (!signal.aborted) await bell.heard();
        }
      } finally {
        signal.removeEventListener('abort', bell.ring);
        leave(bell.ring);
      }
    },
  };
}

interface Bell {
  ring(this: void): void;
  /** Resolves at the next ring, or at once when it rang since the last time. */
  heard(): Promise<void>;
}

function createBell(): Bell {
  let rang = Promise.withResolvers<void>();
  return {
    ring: () => rang.resolve(),
    async heard() {
      await rang.promise;
      rang = Promise.withResolvers<void>();
    },
  };
}

/** Some file systems cannot be watched, and watches are few: looking now and then does as well. */
function tryWatch(folder: string, wake: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, wake);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
