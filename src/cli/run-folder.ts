import { existsSync } from 'node:fs';
import path from 'node:path';
import { closest } from '../config/did-you-mean.ts';
import { ConfigError } from '../core/errors.ts';
import { holdsRun, identifyRun, runFoldersIn, type RunIdentity } from '../session/runs.ts';

/** How the argument of a run is described in every command. */
export const RUN_ARGUMENT =
  'folder of a run, its id under runs/ or a part of it, a problem (its newest run), or latest';

/** The option of commands that open a run with its problem. */
export const PROBLEM_OPTION = [
  '--problem <folder>',
  'where the problem of the run lies now, if it is no longer where the log says',
] as const;

/** Candidates that an error lists. */
const LISTED = 8;

/**
 * The folder, absolute, that a run argument means, from the folder `from`: a path; the id of a run in `runs/`;
 * `latest`; the name of a problem, which means its newest run; or a part of one id. What looks like a path and holds
 * no run is taken as a path. Throws ConfigError for what means no run, and for a part of several ids.
 */
export async function runFolder(argument: string, from: string = process.cwd()): Promise<string> {
  const found = await runFolderIfAny(argument, from);
  if (found !== undefined) return found;
  throw await unknownRun(argument, from);
}

/** The same, and undefined for what means no run. */
export async function runFolderIfAny(
  argument: string,
  from: string = process.cwd(),
): Promise<string | undefined> {
  if (argument === '') return undefined;
  const direct = path.resolve(from, argument);
  const named = path.resolve(from, 'runs', argument);
  const present = [direct, named].find((folder) => holdsRun(folder) || hasMailbox(folder));
  if (present !== undefined) return present;
  if (isPath(argument)) return direct;
  const folders = await runFoldersIn(path.join(from, 'runs'));
  const newest = await newestOf(argument, folders);
  if (newest !== undefined) return newest;
  const alike = folders.filter((folder) => idOf(folder).includes(argument));
  if (alike.length > 1) throw ambiguous(argument, alike.map(idOf));
  return alike[0];
}

/** Answerers may be there before the log is. */
function hasMailbox(folder: string): boolean {
  return existsSync(path.join(folder, 'mailbox'));
}

function isPath(argument: string): boolean {
  return argument.includes(path.sep) || argument.includes('/') || /^\.{1,2}$/.test(argument);
}

/** The newest run of all, or of a problem. */
async function newestOf(argument: string, folders: readonly string[]): Promise<string | undefined> {
  let newest: RunIdentity | undefined;
  for (const folder of folders) {
    const run = await identifyRun(folder);
    const isMeant = run.problem !== null && (argument === 'latest' || run.problem === argument);
    if (isMeant && run.startedAt >= (newest?.startedAt ?? 0)) newest = run;
  }
  return newest?.folder;
}

function ambiguous(argument: string, ids: readonly string[]): ConfigError {
  const listed = ids.slice(-LISTED).join(', ');
  const more = ids.length > LISTED ? ` and ${ids.length - LISTED} more` : '';
  return new ConfigError(`${JSON.stringify(argument)} is a part of ${ids.length} ids of runs`, {
    hint: `write more of one: ${listed}${more}`,
  });
}

async function unknownRun(argument: string, from: string): Promise<ConfigError> {
  const ids = (await runFoldersIn(path.join(from, 'runs'))).map(idOf);
  const near = closest(argument, [...ids.map(problemIn), ...ids, 'latest']);
  const places = `${path.resolve(from, argument)} and ${path.resolve(from, 'runs', argument)} hold none`;
  const next =
    near === undefined ? 'adrs runs lists those that are here' : `did you mean "${near}"?`;
  return new ConfigError(`there is no run ${JSON.stringify(argument)}: ${places}`, { hint: next });
}

/** An id without the time at its end. */
function problemIn(id: string): string {
  return id.replace(/-\d{8}-\d{6}$/, '');
}

function idOf(folder: string): string {
  return path.basename(folder);
}
