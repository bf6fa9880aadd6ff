import type { KindSort } from '../core/define-kind.ts';
import { AdrsError, ConfigError, messageOf, PluginError } from '../core/errors.ts';
import { closest } from '../config/did-you-mean.ts';
import { KINDS } from './kinds.ts';

/** A kind in a run file. */
export interface NamedKind {
  readonly sort: KindSort;
  /** That of a kind of adrs or of one that was given as a value, or an absolute path. */
  readonly name: string;
  /** Keys of the run file that name it, such as `search.type`. */
  readonly key: string;
}

/** The kind of this name. Throws ConfigError when there is none. */
export function kindNamed<K>(kinds: ReadonlyMap<string, K>, { sort, name, key }: NamedKind): K {
  const kind = kinds.get(name);
  if (kind !== undefined) return kind;
  const near = closest(name, [...kinds.keys()]);
  throw new ConfigError(`${key}: there is no ${sort} "${name}"`, {
    hint:
      near === undefined ? `there are ${[...kinds.keys()].join(', ')}` : `did you mean "${near}"?`,
  });
}

const BUILT_IN: Readonly<Record<KindSort, ReadonlyMap<string, unknown>>> = {
  search: KINDS.searches,
  archive: KINDS.archives,
  proposer: KINDS.proposers,
  provider: KINDS.providers,
};

/** Whether a kind of this name comes from outside adrs: from a file or a package, or as a value. */
export function isPlugIn({ sort, name }: Pick<NamedKind, 'sort' | 'name'>): boolean {
  return !BUILT_IN[sort].has(name);
}

/** Makes a part of a run. Throws PluginError that names the plug-in when it throws or makes no such part. */
export function createPart<T extends object>(named: NamedKind, create: () => T): T {
  try {
    return checkedPart(named, create());
  } catch (cause) {
    throw failureOf(named, cause);
  }
}

/** The same for a part that takes a while to make. */
export async function createPartSoon<T extends object>(
  named: NamedKind,
  create: () => T | Promise<T>,
): Promise<T> {
  try {
    return checkedPart(named, await create());
  } catch (cause) {
    throw failureOf(named, cause);
  }
}

/** Functions that a part must have; types do not reach a plug-in in JavaScript. */
const VERBS: Readonly<Record<KindSort, readonly string[]>> = {
  search: ['ask', 'tell', 'elites'],
  archive: ['add', 'elites'],
  proposer: ['propose'],
  provider: ['complete'],
};

function checkedPart<T extends object>({ sort }: NamedKind, part: T): T {
  if (typeof part !== 'object' || part === null) throw new PluginError(`"create" made no ${sort}`);
  const missing = VERBS[sort].find((verb) => typeof Reflect.get(part, verb) !== 'function');
  if (missing === undefined) return part;
  throw new PluginError(`"create" made no ${sort}: it has no function "${missing}"`);
}

/** The error to throw for a failed `create`; that of a kind of adrs stays unchanged. */
function failureOf({ sort, name, key }: NamedKind, cause: unknown): unknown {
  if (!isPlugIn({ sort, name })) return cause;
  const what = cause instanceof AdrsError ? cause.message : `"create" threw: ${messageOf(cause)}`;
  const hint = cause instanceof AdrsError ? cause.hint : undefined;
  return new PluginError(`${key}: ${name}: ${what}`, {
    cause,
    hint:
      hint ?? `the ${sort} of this file must be made from every option that its schema lets pass`,
  });
}
