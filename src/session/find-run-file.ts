import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { installedProblems } from './find-problem.ts';
import { projectFolder } from './new-problem.ts';

const PLACES = ['run.yaml', 'problems/*/run.yaml'];

/**
 * The run file that is meant: by a path; by the name of a problem in `problems/` of the folder `from`, or of one
 * that comes with adrs; or, by nothing, the only one of the project. A path is not looked at. Throws ConfigError, with
 * those that there are, where a project has none or several.
 */
export async function findRunFile(
  nameOrPath?: string,
  from: string = process.cwd(),
): Promise<string> {
  if (nameOrPath === undefined) return onlyRunFile(await projectFolder(from), from);
  const isName = /^[\w-]+$/.test(nameOrPath) && !(await isFile(path.resolve(from, nameOrPath)));
  if (!isName) return nameOrPath;
  for (const problems of [path.resolve(from, 'problems'), installedProblems]) {
    const file = path.join(problems, nameOrPath, 'run.yaml');
    if (await isFile(file)) return file;
  }
  return nameOrPath;
}

async function onlyRunFile(root: string, from: string): Promise<string> {
  const found: string[] = [];
  for await (const file of glob(PLACES, { cwd: root })) found.push(path.join(root, file));
  const [file, ...others] = found.toSorted();
  if (file === undefined) {
    throw new ConfigError(`${root} has no run file: neither ${PLACES.join(' nor ')}`, {
      hint: 'name one, or a problem that comes with adrs: adrs problems lists them; adrs init starts a project',
    });
  }
  if (others.length === 0) return file;
  const names = [file, ...others].map((one) => path.relative(from, one));
  throw new ConfigError(`${root} has ${names.length} run files`, {
    hint: `name one: ${names.join(', ')}`,
  });
}

async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true;
}
