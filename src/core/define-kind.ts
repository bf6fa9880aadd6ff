import type * as z from 'zod';
import { PluginError } from './errors.ts';
import type {
  ArchiveKind,
  AskingProposerKind,
  ComputingProposerKind,
  HostedProviderKind,
  Kind,
  LocalProviderKind,
  ProposerKind,
  ProviderKind,
  SearchKind,
} from './kinds.ts';

/** The sorts of plug-ins; also the name under which a file exports one. */
export type KindSort = 'search' | 'archive' | 'proposer' | 'provider';

/** Checks a kind of search at import and freezes it. Throws PluginError. */
export function defineSearch<S extends z.ZodObject>(kind: SearchKind<S>): SearchKind<S> {
  return checkedKind('search', kind);
}

/** Checks a kind of archive at import and freezes it. Throws PluginError. */
export function defineArchive<S extends z.ZodObject>(kind: ArchiveKind<S>): ArchiveKind<S> {
  return checkedKind('archive', kind);
}

/** Checks a kind of proposer at import and freezes it. Throws PluginError. */
export function defineProposer<S extends z.ZodObject>(
  kind: AskingProposerKind<S>,
): AskingProposerKind<S>;
/** One that asks no model. */
export function defineProposer<S extends z.ZodObject>(
  kind: ComputingProposerKind<S>,
): ComputingProposerKind<S>;
export function defineProposer(kind: ProposerKind): ProposerKind {
  return checkedKind('proposer', kind);
}

/** Checks a kind of model provider at import and freezes it. Throws PluginError. */
export function defineModelProvider<S extends z.ZodObject>(
  kind: HostedProviderKind<S>,
): HostedProviderKind<S>;
/** One that is not paid by the token. */
export function defineModelProvider<S extends z.ZodObject>(
  kind: LocalProviderKind<S>,
): LocalProviderKind<S>;
export function defineModelProvider(kind: ProviderKind): ProviderKind {
  return checkedKind('provider', kind);
}

function checkedKind<T extends { readonly name: string }>(sort: KindSort, kind: T): T {
  const complaint = complaintAboutKind(sort, kind);
  if (complaint === undefined) return Object.freeze(kind);
  throw new PluginError(`${sort} ${JSON.stringify(kind.name)}: ${complaint}`);
}

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Keys that stand next to the options in a run file and mean something else. */
const RESERVED: Readonly<Record<KindSort, readonly string[]>> = {
  search: ['type', 'archive'],
  archive: ['type'],
  proposer: [],
  provider: ['provider', 'weight', 'model', 'baseUrl', 'keyEnv', 'price'],
};

/** The reason why a value is no kind of this sort; undefined when it is one. */
export function complaintAboutKind(sort: KindSort, value: unknown): string | undefined {
  const complaint = complaintAboutShape(value);
  if (complaint !== undefined || !isKind(value)) return complaint;
  const { shape } = value.options;
  const taken = RESERVED[sort].find((key) => Object.hasOwn(shape, key));
  return taken === undefined ? undefined : `no option can be called "${taken}"`;
}

/** The fault in the members that every kind has. */
export function complaintAboutShape(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no kind of plug-in';
  const { name, summary, options, create }: Partial<Record<string, unknown>> = { ...value };
  if (typeof name !== 'string' || !KEBAB.test(name)) return 'its name must be kebab-case';
  if (typeof summary !== 'string') return 'it has no summary';
  if (typeof create !== 'function') return 'it has no function "create"';
  return isObjectSchema(options) ? undefined : 'its options must be a z.object of zod';
}

function isKind(value: unknown): value is Kind {
  return complaintAboutShape(value) === undefined;
}

/** By its shape: the plug-in may have a zod of its own. */
function isObjectSchema(value: unknown): value is z.ZodObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'safeParse' in value &&
    'shape' in value &&
    typeof value.shape === 'object'
  );
}
