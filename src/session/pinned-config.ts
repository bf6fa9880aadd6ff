import path from 'node:path';
import { defineProblem } from '../core/define-problem.ts';
import type { Problem } from '../core/problem.ts';
import { ConfigError, StoreError } from '../core/errors.ts';
import type { RunFileKeys } from '../config/run-file-keys.ts';
import type { RunStarted } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import { openRunStore } from '../store/run-store.ts';
import type { Environment } from '../config/auto-model.ts';
import { checkedProblem, findProblem, isInstalled, nameOfValue } from './find-problem.ts';
import { plugInLoader, type PlugIns } from './load-plug-ins.ts';
import { runPaths } from './run-paths.ts';
import type { ResolveContext } from '../config/resolve-config.ts';
import {
  loadRunConfig,
  parseRunConfig,
  type LoadedConfig,
  type LoadPlugIns,
} from '../config/run-config.ts';

/** A configuration that means the same from any folder, and its problem. */
export interface PinnedConfig extends Omit<LoadedConfig, 'origin' | 'placed'> {
  readonly problem: Problem;
}

export interface PinOptions {
  /** The run file, or its keys. */
  readonly file: string | RunFileKeys;
  /** `path.to.key=value`, later ones win. */
  readonly set: readonly string[];
  /** In place of that of this process. */
  readonly env?: Environment | undefined;
  /** In place of what the run file names. */
  readonly problem?: Problem | undefined;
  readonly plugins?: PlugIns | undefined;
}

/** Reads a run file and finds what it names. Throws ConfigError, PluginError and StoreError. */
export async function loadPinnedConfig(options: PinOptions): Promise<PinnedConfig> {
  const { file, set, env } = options;
  const loadPlugIns = plugInLoader(options.plugins);
  const given = env === undefined ? {} : { env };
  const recordedRun = recordedRuns(loadPlugIns);
  const loaded = await loadRunConfig(file, { set, recordedRun, loadPlugIns, ...given });
  const { config, asked, origin, kinds } = loaded;
  const { problem, name: problemName } =
    options.problem === undefined ? await problemOf(loaded) : givenProblem(options.problem);
  const { data, prompts, replies } = config;
  const absolute = (name: string): string => path.resolve(origin.folder, name);
  const pinned = {
    ...config,
    problem: problemName,
    ...(data === undefined ? {} : { data: absolute(data) }),
    ...(prompts === undefined ? {} : { prompts: absolute(prompts) }),
    ...(replies === undefined ? {} : { replies: { ...replies, from: absolute(replies.from) } }),
  };
  return { config: pinned, asked, kinds, problem };
}

/** A problem and what a log calls it. */
interface PinnedProblem {
  readonly problem: Problem;
  readonly name: string;
}

function givenProblem(value: Problem): PinnedProblem {
  const problem = defineProblem({ ...checkedProblem(value, 'problem') });
  return { problem, name: nameOfValue(problem) };
}

/** Throws ConfigError with the place of the key. */
async function problemOf({ config, origin, placed }: LoadedConfig): Promise<PinnedProblem> {
  try {
    const found = await findProblem(config.problem, origin.folder);
    const { problem, location } = found;
    // The log is read from anywhere: a name holds there only for a problem that comes with adrs.
    return { problem, name: isInstalled(found) ? problem.name : location };
  } catch (error) {
    throw error instanceof ConfigError ? placed(error, 'problem') : error;
  }
}

function recordedRuns(
  loadPlugIns: LoadPlugIns,
): (folder: string) => Promise<ResolveContext['recorded']> {
  return async (folder) => {
    const store = openRunStore(folder, { mode: 'read' });
    try {
      const started = await firstEvent(store, folder);
      const logged = runPaths(folder, started).configFromLog(started.config);
      return (await parseRunConfig(logged, { folder, loadPlugIns })).config;
    } finally {
      await store.close();
    }
  };
}

/** The run-started event of a run. Throws StoreError when its log is empty. */
export async function firstEvent(store: Store, folder: string): Promise<RunStarted> {
  for await (const { event } of store.read()) if (event.type === 'run-started') return event;
  throw new StoreError(`the log of ${folder} holds no run`, {
    hint: 'the run died before its first event; start it again in another folder',
  });
}
