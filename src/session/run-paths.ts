import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { isRunPath, withConfigPaths } from '../core/config-paths.ts';
import type { RunStarted } from '../core/events.ts';
import type { Json } from '../core/json.ts';

/** The names of files in a log, which begin at the folder of its run, so that both can be moved together. */
export interface RunPaths {
  /** A path as the log holds it; names that are none, such as those of problems of adrs, stay. */
  readonly toLog: (name: string) => string;
  /** The absolute path that a log means; those of logs that hold absolute ones stay. */
  readonly fromLog: (name: string) => string;
  readonly configToLog: (config: Json) => Json;
  readonly configFromLog: (config: Json) => Json;
}

/**
 * The paths of a run in `folder`, absolute. What is not where the log says, from this folder, is looked for from the folder
 * that the run began in: a run may be moved without its project.
 */
export function runPaths(folder: string, started?: Pick<RunStarted, 'host'>): RunPaths {
  const first = Host.safeParse(started?.host).data?.folder;
  const folders = first === undefined ? [folder] : [folder, first];
  const toLog = (name: string): string => (path.isAbsolute(name) ? pathFrom(folder, name) : name);
  const fromLog = (name: string): string => {
    if (!isRunPath(name)) return name;
    const places = folders.map((one) => path.resolve(one, name));
    return places.find((place) => existsSync(place)) ?? path.resolve(folder, name);
  };
  return {
    toLog,
    fromLog,
    configToLog: (config) => withConfigPaths(config, toLog),
    configFromLog: (config) => withConfigPaths(config, fromLog),
  };
}

const Host = z.object({ folder: z.string().optional() });

/** With slashes on every system, and `./` in front of what lies below. */
function pathFrom(folder: string, file: string): string {
  const relative = path.relative(folder, file).replaceAll(path.sep, '/');
  return isRunPath(relative) ? relative : `./${relative}`;
}

/** The same record, its keys changed. */
export function withKeys<T>(
  record: Readonly<Record<string, T>>,
  change: (key: string) => string,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [change(key), value]));
}
