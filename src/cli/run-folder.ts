import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that a run argument means: a path, or the name of a folder in `runs/`. A folder that
 * holds a run wins; where there is none, the argument is taken as a path.
 */
export function runFolder(argument: string, from: string = process.cwd()): string {
  const direct = path.resolve(from, argument);
  const named = path.resolve(from, 'runs', argument);
  const holdsRun = (folder: string): boolean => existsSync(path.join(folder, 'run.db'));
  return !holdsRun(direct) && holdsRun(named) ? named : direct;
}
