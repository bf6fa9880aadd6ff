import path from 'node:path';
import type { Problem } from '../core/problem.ts';
import { ConfigError, StoreError } from '../core/errors.ts';
import type { RunStarted } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import { openRunStore } from '../store/run-store.ts';
import type { Environment } from '../config/auto-model.ts';
import { findProblem, isInstalled, type FoundProblem } from './find-problem.ts';
import { loadPlugIns } from './load-plug-ins.ts';
import type { ResolveContext } from '../config/resolve-config.ts';
import { loadRunConfig, parseRunConfig, type LoadedConfig } from '../config/run-config.ts';

/** A configuration that means the same from any folder, and its problem. */
export interface PinnedConfig extends Omit<LoadedConfig, 'origin' | 'placed'> {
  readonly problem: Problem;
}

export interface PinOptions {
  /** The run file. */
  readonly file: string;
  /** `path.to.key=value`, later ones win. */
  readonly set: readonly string[];
  /** In place of that of this process. */
  readonly env?: Environment | undefined;
}

/** Reads a run file and finds what it names. Throws ConfigError, PluginError and StoreError. */
export async function loadPinnedConfig({ file, set, env }: PinOptions): Promise<PinnedConfig> {
  const given = env === undefined ? {} : { env };
  const loaded = await loadRunConfig(file, { set, recordedRun, loadPlugIns, ...given });
  const { config, asked, origin, kinds } = loaded;
  const found = await problemOf(loaded);
  const { data, prompts, replies } = config;
  const absolute = (name: string): string => path.resolve(origin.folder, name);
  const pinned = {
    ...config,
    // The log is read from anywhere: a name holds there only for a problem that comes with adrs.
    problem: isInstalled(found) ? found.problem.name : found.location,
    ...(data === undefined ? {} : { data: absolute(data) }),
    ...(prompts === undefined ? {} : { prompts: absolute(prompts) }),
    ...(replies === undefined ? {} : { replies: { ...replies, from: absolute(replies.from) } }),
  };
  return { config: pinned, asked, kinds, problem: found.problem };
}

/** Throws ConfigError with the place of the key. */
async function problemOf({ config, origin, placed }: LoadedConfig): Promise<FoundProblem> {
  try {
    return await findProblem(config.problem, origin.folder);
  } catch (error) {
    throw error instanceof ConfigError ? placed(error, 'problem') : error;
  }
}

async function recordedRun(folder: string): Promise<ResolveContext['recorded']> {
  const store = openRunStore(folder, { mode: 'read' });
  try {
    const { config } = await firstEvent(store, folder);
    return (await parseRunConfig(config, { folder, loadPlugIns })).config;
  } finally {
    await store.close();
  }
}

/** The run-started event of a run. Throws StoreError when its log is empty. */
export async function firstEvent(store: Store, folder: string): Promise<RunStarted> {
  for await (const { event } of store.read()) if (event.type === 'run-started') return event;
  throw new StoreError(`the log of ${folder} holds no run`, {
    hint: 'the run died before its first event; start it again in another folder',
  });
}
