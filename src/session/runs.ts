import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { StoreError } from '../core/errors.ts';
import type { RunStarted } from '../core/events.ts';
import { openRunStore } from '../store/run-store.ts';

/** What tells a run from others. */
export interface RunIdentity {
  /** Name of its folder. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** Name of its problem; null where its log cannot be read or holds nothing yet. */
  readonly problem: string | null;
  /** Milliseconds since 1970; 0 where it is not known. */
  readonly startedAt: number;
}

/** Whether a folder holds the log of a run. */
export function holdsRun(folder: string): boolean {
  return existsSync(path.join(folder, 'run.db'));
}

/** The folders of runs in `place`, absolute and by name: the folder itself, or those in it. Empty where there is none. */
export async function runFoldersIn(place: string): Promise<readonly string[]> {
  const folder = path.resolve(place);
  if (holdsRun(folder)) return [folder];
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .toSorted()
    .map((name) => path.join(folder, name))
    .filter((one) => holdsRun(one));
}

/** Reads the first event of the run in `folder`. Never throws for a run that cannot be read. */
export async function identifyRun(folder: string): Promise<RunIdentity> {
  const first = await firstOf(folder);
  const { problem = null, startedAt = 0 } = first ?? {};
  return { id: path.basename(folder), folder, problem, startedAt };
}

async function firstOf(
  folder: string,
): Promise<{ readonly problem: RunStarted['problem']; readonly startedAt: number } | undefined> {
  try {
    const store = openRunStore(folder, { mode: 'read' });
    try {
      for await (const { at, event } of store.read()) {
        return event.type === 'run-started' ? { problem: event.problem, startedAt: at } : undefined;
      }
      return undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** Bytes of the files in a folder and below; links are not followed. */
export async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = entries.map(async (entry) => {
    if (!entry.isFile()) return 0;
    // A live run makes and deletes files while this one looks.
    const found = await lstat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    return found?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
