import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Problem } from '../core/problem.ts';
import { ConfigError, PluginError } from '../core/errors.ts';
import { closest } from '../config/did-you-mean.ts';
import { importModule } from './import-module.ts';

/** A problem and the absolute path of its `problem.ts`. */
export interface FoundProblem {
  readonly problem: Problem;
  readonly location: string;
}

/** Problems that come with this installation. */
const installed = path.join(import.meta.dirname, '..', '..', 'problems');

/**
 * Finds and imports a problem: by the name of a folder in `problems/`, or by the path of a problem's
 * folder or of its `problem.ts`. Both are looked for from the folder `from`, from the working
 * directory, and in the problems that come with adrs; a name also means `from` itself or a neighbour.
 *
 * Throws ConfigError when there is none, PluginError when its module throws or exports no problem.
 */
export async function findProblem(nameOrPath: string, from: string): Promise<FoundProblem> {
  for (const candidate of candidatesOf(nameOrPath, from)) {
    if (await isFile(candidate)) {
      return { problem: await importProblem(candidate), location: candidate };
    }
  }
  const near = closest(nameOrPath, await problemNames(installed));
  throw new ConfigError(`there is no problem "${nameOrPath}"`, {
    hint:
      near === undefined
        ? 'adrs problems lists those that come with it; a path to a problem.ts works too'
        : `did you mean "${near}"?`,
  });
}

/** The `problem.ts` files of the problems that come with adrs and of those in `problems/` of a folder, absolute. */
export async function problemFiles(from: string): Promise<readonly string[]> {
  const roots = new Set([installed, path.resolve(from, 'problems')]);
  const found = await Promise.all(
    [...roots].map(async (root) =>
      (await problemNames(root)).map((name) => path.join(root, name, 'problem.ts')),
    ),
  );
  return found.flat();
}

/** Every problem in the folder `root`, by name. Throws what `findProblem` throws for a broken one. */
export async function listProblems(root: string = installed): Promise<readonly FoundProblem[]> {
  const names = await problemNames(root);
  return Promise.all(
    names.map(async (name) => {
      const location = path.join(root, name, 'problem.ts');
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
  return location === path.join(installed, problem.name, 'problem.ts');
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
          path.join(installed, nameOrPath),
        ]
      : []),
  ];
  const files = paths.filter((file) => /\.[cm]?[jt]s$/.test(file));
  return [...files, ...folders.map((folder) => path.join(folder, 'problem.ts'))];
}

async function problemNames(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await Promise.all(
    folders.map(async (name) =>
      (await isFile(path.join(root, name, 'problem.ts'))) ? [name] : [],
    ),
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
  if (!isProblem(problem)) {
    throw new PluginError(`${file}: its "problem" is none: ${faultIn(problem)}`, { hint: DEFINE });
  }
  demandName(problem, file);
  return problem;
}

const DEFINE = 'end the file with: export const problem = defineProblem({ ... })';

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
