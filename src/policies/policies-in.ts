import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { messageOf, PluginError } from '../core/errors.ts';
import type { NamedSource } from '../core/problem.ts';

/** Names of policies in the order wanted; as a record, each with its citation where it has one. */
export type KnownPolicies = readonly string[] | Readonly<Record<string, string | undefined>>;

/**
 * The policies in a folder: its `.ts` and `.js` files, without those in folders below it, which is where
 * policies keep what they share, and without declarations. A policy is named after its file.
 *
 * Those that `known` lists come first, in its order, which decides the ordinals of seeds; the others
 * follow, sorted. Throws PluginError when the folder cannot be read or has no policy of a listed name.
 */
export function policiesIn(folder: URL, known: KnownPolicies = []): readonly NamedSource[] {
  const home = fileURLToPath(folder);
  const files = new Map(filesIn(home).map((file) => [path.parse(file).name, file]));
  const citations: ReadonlyMap<string, string | undefined> = new Map(
    isList(known) ? known.map((name) => [name, undefined]) : Object.entries(known),
  );
  const names = new Set([...citations.keys(), ...files.keys()]);
  return [...names].map((name) => {
    const file = files.get(name);
    if (file === undefined) throw unknownPolicy(home, name, [...files.keys()]);
    const citation = citations.get(name);
    const source = { name, file: pathToFileURL(path.join(home, file)) };
    return citation === undefined ? source : { ...source, citation };
  });
}

function filesIn(home: string): readonly string[] {
  try {
    const entries = readdirSync(home, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
  } catch (cause) {
    throw new PluginError(`cannot read the policies in ${home}`, {
      cause,
      hint: messageOf(cause),
    });
  }
}

function isList(known: KnownPolicies): known is readonly string[] {
  return Array.isArray(known);
}

function unknownPolicy(home: string, name: string, names: readonly string[]): PluginError {
  return new PluginError(`${home} has no policy "${name}"`, {
    hint: names.length === 0 ? 'it has none at all' : `it has ${names.join(', ')}`,
  });
}
