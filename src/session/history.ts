import path from 'node:path';
import type { RunChanges, RunStarted } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { Json } from '../core/json.ts';
import { firstEvent } from './pinned-config.ts';
import { runPaths, withKeys } from './run-paths.ts';

/** The facts of a log that decide how it may go on. */
export interface RunHistory {
  readonly started: RunStarted;
  /** The configuration that the run began with, and that of each change of settings; paths are absolute. */
  readonly configs: readonly Json[];
  /** Digest of the problem as it was last. */
  readonly problemHash: string;
  /** Digests of plug-ins as they were last, by absolute path; empty in a log that does not tell. */
  readonly plugIns: Readonly<Record<string, string>>;
  readonly isFinished: boolean;
  /** Whether the test split has been opened. */
  readonly isTested: boolean;
}

/** Reads the history of the run in `folder`. Throws StoreError. */
export async function readHistory(store: Store, folder: string): Promise<RunHistory> {
  const started = await firstEvent(store, folder);
  const { configFromLog, fromLog } = runPaths(path.resolve(folder), started);
  const configs = [configFromLog(started.config)];
  let { problemHash } = started;
  const plugIns = { ...withKeys(started.plugIns ?? {}, fromLog) };
  let isFinished = false;
  let isTested = false;
  const change = ({ settings, problem, plugIns: changed = {} }: RunChanges): void => {
    if (settings !== undefined) configs.push(configFromLog(settings.config));
    problemHash = problem?.to ?? problemHash;
    for (const [file, { to }] of Object.entries(changed)) plugIns[fromLog(file)] = to;
    isFinished = false;
  };
  for await (const { event } of store.read()) {
    if (event.type === 'run-resumed' && event.changes !== undefined) change(event.changes);
    if (event.type === 'run-finished') isFinished = true;
    if (event.type === 'test-measured') isTested = true;
  }
  return { started, configs, problemHash, plugIns, isFinished, isTested };
}
