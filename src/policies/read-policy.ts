import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, PluginError } from '../core/errors.ts';
import type { PolicyInterface } from '../core/problem.ts';
import type { Source } from '../core/program.ts';
import { importsOf, withSpecifiers, type FoundImport } from './module-imports.ts';

/** Name of the declaration in the policies of a run, wherever its file lies on disk. */
const DECLARATION = './policy.d.ts';

/**
 * Reads a policy and the files that it imports, over and over: a program of one folder. The file itself
 * gets the name of the entry, the others keep theirs; an import of the declaration, by whatever path,
 * becomes one of `./policy.d.ts`, which holds types and is no file of the program.
 *
 * Imports may lead to any file in the problem's `policies/`, and of a policy elsewhere to any in its own
 * folder. Throws PluginError for one that leads out of it, for a file that cannot be read, and for two
 * files of one name.
 */
export async function readPolicy(policy: PolicyInterface, file: URL): Promise<Source> {
  const entry = fileURLToPath(file);
  const files = new Map([[entry, { name: policy.entry, from: '' }]]);
  const home = homeOf(policy, entry);
  const texts: Record<string, string> = {};
  // A map's loop also visits what is added to it meanwhile.
  for (const [place, { name, from }] of files) {
    const text = await readText(place, from);
    const targets = importsOf(text).map((one) => {
      if (isDeclaration(policy, resolved(place, one))) return { ...one, specifier: DECLARATION };
      return { ...one, specifier: `./${nameOf(one, { place, home, files })}` };
    });
    texts[name] = withSpecifiers(text, targets);
  }
  return { entry: policy.entry, files: texts };
}

function homeOf({ declaration }: PolicyInterface, entry: string): string {
  const policies = fileURLToPath(new URL('policies', declaration));
  return isInside(policies, entry) ? policies : path.dirname(entry);
}

function isInside(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}

function resolved(place: string, { specifier }: FoundImport): string {
  return path.resolve(path.dirname(place), specifier);
}

function isDeclaration({ declaration }: PolicyInterface, target: string): boolean {
  return target === fileURLToPath(declaration) || path.basename(target) === 'policy.d.ts';
}

interface Reading {
  /** The importing file. */
  readonly place: string;
  readonly home: string;
  /** Names by path, with the place of the import that led there. */
  readonly files: Map<string, { readonly name: string; readonly from: string }>;
}

/** The short name of an imported file, which is noted to be read. */
function nameOf(one: FoundImport, { place, home, files }: Reading): string {
  const target = resolved(place, one);
  const known = files.get(target);
  if (known !== undefined) return known.name;
  const from = `${place}:${one.line}:${one.column}: `;
  if (!isInside(home, target)) {
    throw new PluginError(`${from}"${one.specifier}" leads out of ${home}`, {
      hint: "a policy imports other policies and types from './policy.d.ts'; move what they share into policies/shared/",
    });
  }
  const name = path.basename(target);
  const other = [...files].find(([, { name: taken }]) => taken === name);
  if (other !== undefined) {
    throw new PluginError(`${from}${target} and ${other[0]} would both be named ${name}`, {
      hint: 'rename one of them: the files of a program lie in one folder',
    });
  }
  files.set(target, { name, from });
  return name;
}

async function readText(place: string, from: string): Promise<string> {
  try {
    return await readFile(place, 'utf8');
  } catch (cause) {
    if (!isMissing(cause)) {
      throw new PluginError(`${from}cannot read ${place}`, { cause, hint: messageOf(cause) });
    }
    throw new PluginError(`${from}there is no file ${place}`, {
      cause,
      hint: await neighboursOf(place),
    });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** The modules that could have been meant. */
async function neighboursOf(place: string): Promise<string> {
  const folder = path.dirname(place);
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return `there is no folder ${folder}`;
  const modules = names.filter((name) => /\.[jt]s$/.test(name)).toSorted();
  if (modules.length === 0) return `${folder} has no .ts or .js file`;
  return `${folder} has ${modules.join(', ')}; a path names the file with its ending`;
}
