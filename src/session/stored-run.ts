import { existsSync } from 'node:fs';
import path from 'node:path';
import { createSearch } from './compose.ts';
import { findProblem } from './find-problem.ts';
import { parseRunConfig } from '../config/run-config.ts';
import type { Problem } from '../core/problem.ts';
import type { Search } from '../core/search.ts';
import { AdrsError, StoreError } from '../core/errors.ts';
import type { LoggedEvent, ProgramAdded, RunStarted, Store } from '../core/events.ts';
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
  /** Null when the problem that the run belongs to cannot be loaded any more. */
  readonly archiveHash: string | null;
  /** Undefined when the problem cannot be loaded. */
  readonly problem: Problem | undefined;
  /** A text that the log refers to. */
  readonly blob: (hash: string) => string | undefined;
  /** The log once more, from its start. */
  readonly events: () => AsyncIterable<LoggedEvent>;
}

/** Reads the run in `folder`, hands it to `use` and lets go of it. Throws StoreError. */
export async function withStoredRun<T>(
  folder: string,
  use: (run: StoredRun) => T | Promise<T>,
): Promise<T> {
  const store = openRunStore(folder, { mode: 'read' });
  try {
    return await use(await readRun(store, folder));
  } finally {
    await store.close();
  }
}

async function readRun(store: Store, folder: string): Promise<StoredRun> {
  const fold = createRunFold();
  const hash = createLogHash();
  let archive: Archive = {};
  for await (const logged of store.read()) {
    fold.add(logged);
    hash.add(logged.event);
    if (logged.event.type === 'run-started') archive = await openArchive(logged.event, folder);
    if (logged.event.type === 'program-added') archive = toldOf(archive, logged.event);
  }
  const view = fold.view();
  return {
    folder,
    fold,
    view:
      view.status === 'interrupted' && isBeingWritten(folder) ? fold.view({ live: true }) : view,
    logHash: hash.digest(),
    archiveHash:
      archive.search === undefined ? null : archiveHash(archive.search.elites(), fold.sourceHash),
    problem: archive.problem,
    blob: (digest) => store.blob(digest),
    events: () => store.read(),
  };
}

interface Archive {
  readonly problem?: Problem;
  readonly search?: { tell(program: ProgramAdded): unknown; elites: Search['elites'] };
  /** Axes of its grids; undefined where it has none. */
  readonly axes?: number;
}

/** Tells the search, as long as its grid has the axes that the program was measured on. */
function toldOf(archive: Archive, program: ProgramAdded): Archive {
  const { search, axes = program.features.length } = archive;
  if (program.status === 'scored' && program.features.length !== axes) return {};
  search?.tell(program);
  return archive;
}

/** The search of a run, to be told its programs again; empty when its problem is gone. */
async function openArchive(started: RunStarted, folder: string): Promise<Archive> {
  try {
    const config = parseRunConfig(started.config, folder);
    const { problem } = await findProblem(config.problem, folder);
    const { search } = config;
    const isGrid = search.type === 'islands' && search.archive === 'grid';
    const axes = isGrid ? { axes: problem.features.length } : {};
    return { problem, search: createSearch(config, problem), ...axes };
  } catch (error) {
    if (error instanceof AdrsError) return {};
    throw error;
  }
}

function isBeingWritten(folder: string): boolean {
  if (!existsSync(path.join(folder, 'run.lock'))) return false;
  try {
    takeWriterLock(folder, () => undefined).release();
    return false;
  } catch (error) {
    // Any other failure, such as a folder that cannot be written, has a cause.
    return error instanceof StoreError && error.cause === undefined;
  }
}
