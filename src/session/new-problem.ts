import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { demandAbsent, posix, writeTemplate, type Slots } from './write-template.ts';

const templates = path.join(import.meta.dirname, 'problem-template');
/** The JSON Schema of run files in the package, and the package's name. */
const SCHEMA = 'schema/run.schema.json';
const PACKAGE = 'adrs-lab';
const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Files of a problem's folder; each has a template of the same name. */
const FILES = [
  'problem.ts',
  'cases/workload.ts',
  'simulation/index.ts',
  'policy.d.ts',
  'policies/seeds/never-sleep.ts',
  'policies/seeds/sleep-at-once.ts',
  'policies/baselines/break-even.ts',
  'policies/exploits/negative-timeout.ts',
  'policies/exploits/other-globals.ts',
  'run.yaml',
  'README.md',
] as const;

/** The folder and files that were written. */
export interface NewProblem {
  /** The problem's folder, absolute. */
  readonly folder: string;
  /** Its test. */
  readonly test: string;
}

/**
 * Writes a working problem to start from: `problems/NAME/` and `test/problems/NAME.system.test.ts` in
 * the folder `root`, which must lie where Node finds `adrs-lab`. Throws ConfigError when the name is
 * not kebab-case, when something of that name exists, or when a file cannot be written.
 */
export async function createProblem(name: string, root: string): Promise<NewProblem> {
  if (!isKebab(name)) {
    throw new ConfigError(`a problem cannot be named "${name}"`, {
      hint: 'use small letters, digits and single hyphens, such as cache-eviction',
    });
  }
  const folder = path.resolve(root, 'problems', name);
  const test = path.resolve(root, 'test', 'problems', `${name}.system.test.ts`);
  await demandAbsent(folder);
  await demandAbsent(test);
  const slots = slotsOf(name, { folder, test, root: path.resolve(root) });
  for (const file of FILES) await writeTemplate(templateOf(file), path.join(folder, file), slots);
  await writeTemplate(templateOf('test.ts'), test, slots);
  return { folder, test };
}

/** Whether a name is in small letters, digits and single hyphens, and begins with a letter. */
export function isKebab(name: string): boolean {
  return KEBAB.test(name);
}

function templateOf(file: string): string {
  return path.join(templates, `${file}.template`);
}

/** The nearest folder that holds a `package.json`, from `folder` upwards; `folder` itself where there is none. */
export async function projectFolder(folder: string): Promise<string> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const found = await stat(path.join(place, 'package.json')).catch(() => undefined);
    if (found?.isFile() === true) return place;
    if (place === path.dirname(place)) return path.resolve(folder);
  }
}

function slotsOf(
  name: string,
  places: { readonly folder: string; readonly test: string; readonly root: string },
): Slots {
  const { folder, test, root } = places;
  const fromTest = (target: string): string => posix(path.relative(path.dirname(test), target));
  const words = name.replaceAll('-', ' ');
  return new Map([
    ['name', name],
    ['title', `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`],
    ['path', posix(path.relative(root, folder))],
    ['test', posix(path.relative(root, test))],
    ['problem', fromTest(folder)],
    ['schema', posix(path.relative(folder, schemaFor(root)))],
  ]);
}

/** Of the clone that `root` lies in, or of the package as a project installs it. */
function schemaFor(root: string): string {
  const place = path.join(import.meta.dirname, '..', '..');
  const isInClone = !path.relative(place, root).startsWith('..');
  return path.join(isInClone ? place : path.join(root, 'node_modules', PACKAGE), SCHEMA);
}
