import { readdir, stat } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { complaintAboutKind, type KindSort } from '../core/define-kind.ts';
import { AdrsError, ConfigError, messageOf, PluginError } from '../core/errors.ts';
import type {
  ArchiveKind,
  Kind,
  Kinds,
  ProposerKind,
  ProviderKind,
  SearchKind,
} from '../core/kinds.ts';
import { closest } from '../config/did-you-mean.ts';
import { isMapping, replacedAt, valueAt } from '../config/plain-data.ts';
import type { LoadPlugIns, WithPlugIns } from '../config/run-config.ts';
import type { KeyComplaint } from '../config/run-rules.ts';
import { importModule } from './import-module.ts';
import { KINDS } from './kinds.ts';

/** Kinds that a program supplies as values; a configuration names them by their names. */
export interface PlugIns {
  readonly searches?: readonly SearchKind[] | undefined;
  readonly archives?: readonly ArchiveKind[] | undefined;
  readonly proposers?: readonly ProposerKind[] | undefined;
  readonly providers?: readonly ProviderKind[] | undefined;
}

/** What loads the plug-ins of a configuration, those that were given as values among them. Throws PluginError. */
export function plugInLoader(given: PlugIns = {}): LoadPlugIns {
  openLibrary(given);
  return (raw, folder) => loadInto(openLibrary(given), raw, folder);
}

/**
 * Loads the plug-ins that a parsed run file names: by a path, relative to the folder of the file, or by a
 * package that is installed for that folder. A file exports its kind as `search`, `archive`, `proposer` or
 * `provider`. A name that is neither is left as it is.
 */
export const loadPlugIns: LoadPlugIns = plugInLoader();

async function loadInto(library: Library, raw: unknown, folder: string): Promise<WithPlugIns> {
  const complaints: KeyComplaint[] = [];
  let pinned = raw;
  for (const { sort, name, place } of mentionsIn(raw)) {
    if (library.has(sort, name)) continue;
    try {
      const file = await fileOf(name, folder);
      if (file === undefined) continue;
      await library.load(sort, file);
      pinned = replacedAt(pinned, place, file);
    } catch (error) {
      if (!(error instanceof AdrsError)) throw error;
      const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
      complaints.push({ path: place, message });
    }
  }
  return { raw: pinned, kinds: library.kinds, complaints };
}

/** The kinds of adrs and those that are added to them, each by the path of its file. */
interface Library {
  readonly kinds: Kinds;
  has(sort: KindSort, name: string): boolean;
  /** Throws PluginError. */
  load(sort: KindSort, file: string): Promise<void>;
}

function openLibrary(given: PlugIns): Library {
  const searches = new Map(KINDS.searches);
  const archives = new Map(KINDS.archives);
  const proposers = new Map(KINDS.proposers);
  const providers = new Map(KINDS.providers);
  const maps = { search: searches, archive: archives, proposer: proposers, provider: providers };
  for (const kind of given.searches ?? []) searches.set(newName('search', kind, searches), kind);
  for (const kind of given.archives ?? []) archives.set(newName('archive', kind, archives), kind);
  for (const kind of given.proposers ?? []) {
    proposers.set(newName('proposer', kind, proposers), kind);
  }
  for (const kind of given.providers ?? []) {
    providers.set(newName('provider', kind, providers), kind);
  }
  return {
    kinds: { ...KINDS, searches, archives, proposers, providers },
    has: (sort, name) => maps[sort].has(name),
    async load(sort, file) {
      const kind = await importKind(sort, file);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked by its sort
      (maps[sort] as Map<string, Kind>).set(file, kind);
    },
  };
}

/** The name of a kind that was given as a value. Throws PluginError for one that is wrong or taken. */
function newName(sort: KindSort, kind: Kind, taken: ReadonlyMap<string, unknown>): string {
  const complaint = complaintAboutKind(sort, kind);
  if (complaint !== undefined) throw new PluginError(`plugins: a ${sort} is wrong: ${complaint}`);
  const { name } = kind;
  if (!taken.has(name)) return name;
  throw new PluginError(`plugins: there is another ${sort} of the name "${name}"`, {
    hint: 'a configuration names a plug-in by its name: give it one of its own',
  });
}

async function importKind(sort: KindSort, file: string): Promise<Kind> {
  const module = await importModule(file);
  const kind = module[sort];
  const complaint =
    kind === undefined ? `exports no "${sort}"` : complaintAboutKind(sort, kind)?.trim();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- complaintAboutKind checks what all kinds share
  if (complaint === undefined) return kind as Kind;
  const text = kind === undefined ? complaint : `its "${sort}" is wrong: ${complaint}`;
  throw new PluginError(`${file}: ${text}`, {
    hint: `export const ${sort} = ${DEFINERS[sort]}({ name, summary, options, create })`,
  });
}

const DEFINERS: Readonly<Record<KindSort, string>> = {
  search: 'defineSearch',
  archive: 'defineArchive',
  proposer: 'defineProposer',
  provider: 'defineModelProvider',
};

/** A name that stands for a kind. */
interface Mention {
  readonly sort: KindSort;
  readonly name: string;
  readonly place: readonly (string | number)[];
}

function mentionsIn(raw: unknown): readonly Mention[] {
  const proposers = valueAt(raw, ['proposers']);
  const models = valueAt(raw, ['models']);
  const places: readonly (readonly [KindSort, readonly (string | number)[]])[] = [
    ['search', ['search', 'type']],
    ['archive', ['search', 'archive']],
    ['archive', ['search', 'archive', 'type']],
    ...(Array.isArray(proposers) ? [...proposers.keys()] : []).flatMap((index) => [
      ['proposer', ['proposers', index]] as const,
      ['proposer', ['proposers', index, 'name']] as const,
    ]),
    ...(isMapping(models) ? Object.keys(models) : []).map(
      (name) => ['provider', ['models', name, 'provider']] as const,
    ),
  ];
  return places.flatMap(([sort, place]) => {
    const name = valueAt(raw, place);
    return typeof name === 'string' ? [{ sort, name, place }] : [];
  });
}

/** The file that a path or a package means; undefined for any other name. Throws ConfigError. */
async function fileOf(name: string, folder: string): Promise<string | undefined> {
  if (!/^\.{0,2}[/\\]/.test(name) && !path.isAbsolute(name)) return packageFile(name, folder);
  const file = path.resolve(folder, name);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return file;
  const near = closest(path.basename(file), await readdir(path.dirname(file)).catch(() => []));
  throw new ConfigError(`there is no file ${file}`, {
    hint:
      near === undefined
        ? 'a plug-in is named by its file, relative to the folder of the run file'
        : `did you mean "${path.join(path.dirname(name), near)}"?`,
  });
}

function packageFile(name: string, folder: string): string | undefined {
  if (name === '' || isBuiltin(name)) return undefined;
  try {
    return createRequire(path.join(folder, 'run.yaml')).resolve(name);
  } catch (cause) {
    // Not installed: the schema tells what can be named.
    if (cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND') return;
    throw new ConfigError(`cannot find the package ${name}: ${messageOf(cause)}`, { cause });
  }
}
