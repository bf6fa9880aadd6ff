import { existsSync } from 'node:fs';
import path from 'node:path';
import { ADRS_VERSION } from '../config/version.ts';
import { ConfigError } from '../core/errors.ts';
import { createProblem, isKebab } from './new-problem.ts';
import { demandAbsent, posix, writeTemplate } from './write-template.ts';

const templates = path.join(import.meta.dirname, 'project-template');
const PROBLEM = 'idle-machine';

/** Files of a project, each with its template. */
const FILES = {
  'package.json': 'package.json',
  'tsconfig.json': 'tsconfig.json',
  'vitest.config.ts': 'vitest.config.ts',
  '.gitignore': 'gitignore',
  '.npmrc': 'npmrc',
  'README.md': 'README.md',
  '.github/workflows/ci.yml': 'ci.yml',
} as const;

export interface NewProjectOptions {
  /** A new folder, or one that holds none of the files of a project. */
  readonly folder: string;
  /**
   * Where npm gets adrs: a range of versions, a folder or a tarball, relative to the working directory. By default the
   * versions that are compatible with this one.
   */
  readonly adrs?: string | undefined;
}

/** The files that were written, absolute. */
export interface NewProject {
  readonly folder: string;
  /** The run file of its first problem. */
  readonly runFile: string;
}

/**
 * Writes a project to start from: package.json, a first problem with its run file and test, a CI workflow. Throws
 * ConfigError, before anything is written, when a file of its own exists or the folder's name makes no package's name.
 */
export async function createProject({ folder, adrs }: NewProjectOptions): Promise<NewProject> {
  const root = path.resolve(folder);
  const name = nameOf(root, folder);
  for (const file of [...Object.keys(FILES), 'problems', 'test']) {
    await demandAbsent(path.join(root, file));
  }
  const runFile = path.join(root, 'problems', PROBLEM, 'run.yaml');
  const slots = new Map([
    ['name', name],
    ['adrs', JSON.stringify(adrs === undefined ? `^${ADRS_VERSION}` : sourceOf(adrs, root))],
    ['problem', PROBLEM],
    ['run', posix(path.relative(root, runFile))],
  ]);
  for (const [file, template] of Object.entries(FILES)) {
    const from = path.join(templates, `${template}.template`);
    await writeTemplate(from, path.join(root, file), slots);
  }
  await createProblem(PROBLEM, root);
  return { folder: root, runFile };
}

/** A folder that was there may be called anything; a new one is named as its package. */
function nameOf(root: string, folder: string): string {
  const name = path.basename(root);
  if (isKebab(name)) return name;
  if (path.resolve(folder) === process.cwd()) return 'my-research';
  throw new ConfigError(`a project cannot be named "${name}"`, {
    hint: 'use small letters, digits and single hyphens, such as my-research',
  });
}

/** A file or folder is named relative to the project; a range of versions is left as it is. */
function sourceOf(adrs: string, root: string): string {
  const place = path.resolve(adrs);
  return existsSync(place) ? `file:${posix(path.relative(root, place))}` : adrs;
}
