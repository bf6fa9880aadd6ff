import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { builtFile } from '../core/built-file.ts';
import type { Problem } from '../core/problem.ts';
import { ConfigError, PluginError } from '../core/errors.ts';
import { closest } from '../config/did-you-mean.ts';
import { importModule } from './import-module.ts';

/** A problem and the absolute path of its `problem.ts`. */
export interface FoundProblem {
  readonly problem: Problem;
  readonly location: string;
}

/** The folder of the problems that come with this installation. */
export const installedProblems: string = path.join(import.meta.dirname, '..', '..', 'problems');

/**
 * Finds and imports a problem: by the name of a folder in `problems/`, or by the path of a problem's
 * folder or of its `problem.ts`. Both are looked for from the folder `from`, from the working
 * directory, and in the problems that come with adrs; a name also means `from` itself or a neighbour.
 *
 * Throws ConfigError when there is none and for the name of a value, PluginError when its module throws or exports no
 * problem.
 */
export async function findProblem(nameOrPath: string, from: string): Promise<FoundProblem> {
  const location = await locateProblem(nameOrPath, from);
  return { problem: await importProblem(location), location };
}

/** The absolute path of a problem's module, found as `findProblem` does. Throws ConfigError when there is none. */
export async function locateProblem(nameOrPath: string, from: string): Promise<string> {
  if (nameOrPath.startsWith(VALUE)) throw isElsewhere(nameOrPath.slice(VALUE.length));
  for (const candidate of candidatesOf(nameOrPath, from)) {
    if (await isFile(candidate)) return candidate;
  }
  const near = closest(nameOrPath, await problemNames(installedProblems));
  throw new ConfigError(`there is no problem "${nameOrPath}"`, {
    hint:
      near === undefined
        ? 'adrs problems lists those that come with it; a path to a problem.ts works too'
        : `did you mean "${near}"?`,
  });
}

const VALUE = 'value:';

/** What a log calls a problem that a program gave to a run as a value: there is no file to find it by. */
export function nameOfValue({ name }: Problem): string {
  return `${VALUE}${name}`;
}

function isElsewhere(name: string): ConfigError {
  return new ConfigError(`a program gave the problem "${name}" to this run as a value`, {
    hint: 'go on from that program, with resume({ run, problem }) of adrs-lab',
  });
}

/** The `problem.ts` files of the problems that come with adrs and of those in `problems/` of a folder, absolute. */
export async function problemFiles(from: string): Promise<readonly string[]> {
  const roots = new Set([installedProblems, path.resolve(from, 'problems')]);
  const found = await Promise.all(
    [...roots].map(async (root) =>
      (await problemNames(root)).map((name) => moduleIn(path.join(root, name))),
    ),
  );
  return found.flat();
}

/** Every problem in the folder `root`, by name. Throws what `findProblem` throws for a broken one. */
export async function listProblems(
  root: string = installedProblems,
): Promise<readonly FoundProblem[]> {
  const names = await problemNames(root);
  return Promise.all(
    names.map(async (name) => {
      const location = moduleIn(path.join(root, name));
      return { problem: await importProblem(location), location };
    }),
  );
}

/** The problems that come with adrs, and then those in `problems/` of a folder that do not. */
export async function listProblemsFrom(from: string): Promise<readonly FoundProblem[]> {
  const [known, own] = [await listProblems(), await listProblems(path.resolve(from, 'problems'))];
  return [...known, ...own.filter((one) => !isInstalled(one))];
}

/** Whether a problem comes with this installation, so that its name means it on every machine. */
export function isInstalled({ problem, location }: FoundProblem): boolean {
  return path.dirname(location) === path.join(installedProblems, problem.name);
}

function candidatesOf(nameOrPath: string, from: string): readonly string[] {
  const bases = [path.resolve(from), process.cwd()];
  const paths = bases.map((base) => path.resolve(base, nameOrPath));
  const folders = [
    ...paths,
    ...(/^[\w-]+$/.test(nameOrPath)
      ? [
          // The run file of a problem lies in the problem's own folder.
          path.resolve(from, '..', nameOrPath),
          ...bases.map((base) => path.join(base, 'problems', nameOrPath)),
          path.join(installedProblems, nameOrPath),
        ]
      : []),
  ];
  const files = paths.filter((file) => /\.[cm]?[jt]s$/.test(file));
  return [...files, ...folders.map(moduleIn)];
}

/** The module of a problem's folder: `problem.ts`, or `problem.js` where there is none. */
function moduleIn(folder: string): string {
  return builtFile(path.join(folder, 'problem.ts'));
}

async function problemNames(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await Promise.all(
    folders.map(async (name) => ((await isFile(moduleIn(path.join(root, name)))) ? [name] : [])),
  );
  return found.flat().toSorted();
}

async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true;
}

async function importProblem(file: string): Promise<Problem> {
  const { problem } = await importModule(file);
  if (problem === undefined) {
    throw new PluginError(`${file}: exports no "problem"`, { hint: DEFINE });
  }
  const checked = checkedProblem(problem, `${file}: its "problem"`);
  demandName(checked, file);
  return checked;
}

/** A value that is a problem; `where` it stands begins the message. Throws PluginError. */
export function checkedProblem(value: unknown, where: string): Problem {
  if (isProblem(value)) return value;
  throw new PluginError(`${where} is none: ${faultIn(value)}`, { hint: DEFINE });
}

const DEFINE =
  'make it with defineProblem, and end its file with: export const problem = defineProblem({ ... })';

/** A folder is what people type, and the name what a run is called: they are one word. */
function demandName({ name }: Problem, file: string): void {
  const folder = path.basename(path.dirname(file));
  if (path.parse(file).name !== 'problem' || name === folder) return;
  throw new PluginError(`${file}: the problem is named "${name}" and its folder "${folder}"`, {
    hint: 'give both the same name',
  });
}

const Shape = z.object({
  name: z.string(),
  title: z.string(),
  statement: z.string(),
  policy: z.object({ entry: z.string(), declaration: z.instanceof(URL) }),
  seeds: z.array(z.unknown()).min(1),
  baselines: z.array(z.unknown()),
  cases: z.record(z.string(), z.unknown()),
  objective: z.object({ metric: z.string(), direction: z.enum(['minimize', 'maximize']) }),
  features: z.array(z.unknown()),
  evaluator: z.object({ name: z.string() }),
});

/** `defineProblem` checks the rest; this only tells a problem from anything else. */
function isProblem(value: unknown): value is Problem {
  return Shape.safeParse(value).success;
}

/** The first member that is missing or wrong. */
function faultIn(value: unknown): string {
  const [issue] = Shape.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return '';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
