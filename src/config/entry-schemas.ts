import * as z from 'zod';
import type { ArchiveEntry, ArchiveKind, Kind, Kinds, SearchKind } from '../core/kinds.ts';
import { isMapping } from './plain-data.ts';
import type { DeepReadonly } from './deep-readonly.ts';

/** `search` of a run file with the defaults of its kind. */
export interface SearchEntry {
  readonly type: string;
  readonly archive?: ArchiveEntry | undefined;
  readonly [option: string]: unknown;
}

/** An entry of `proposers` with its defaults. */
export interface ProposerEntry {
  readonly name: string;
  /** Initial frequency, relative to a proposer of weight 1. */
  readonly weight: number;
  /** Models that it is made for; all of them when left out. */
  readonly models?: readonly string[] | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The schema of `search`; what names no type is of the first kind. */
export function searchSchema({ searches, archives }: Kinds): z.ZodType<SearchEntry> {
  const archive = archiveSchema(archives);
  const entries = [...searches].map(([name, kind]) => {
    const more = kind.archive === undefined ? {} : { archive: archive.default(kind.archive) };
    return entrySchema(kind, { type: z.literal(name), ...more });
  });
  const [type] = searches.keys();
  return z.preprocess(
    // `search: { islands: 8 }` can only mean islands.
    (value) => (isMapping(value) && !Object.hasOwn(value, 'type') ? { ...value, type } : value),
    oneOf<SearchEntry>('type', entries),
  );
}

function archiveSchema(archives: ReadonlyMap<string, ArchiveKind>): z.ZodType<ArchiveEntry> {
  const entries = [...archives].map(([type, kind]) => entrySchema(kind, { type: z.literal(type) }));
  return z.union([
    z.enum([...archives.keys()]),
    oneOf<Exclude<ArchiveEntry, string>>('type', entries),
  ]);
}

/** The schema of an entry of `proposers`; a bare name stands for `{ name }`. */
export function proposerSchema({ proposers }: Kinds): z.ZodType<ProposerEntry> {
  const entries = [...proposers].map(([name, { asks, options }]) =>
    z.strictObject({
      name: z.literal(name),
      weight: z.number().positive().default(1),
      ...(asks === 'model' ? { models: z.array(z.string().min(1)).min(1).optional() } : {}),
      options: options.strict().prefault({}),
    }),
  );
  return z.preprocess(
    (value) => (typeof value === 'string' ? { name: value } : value),
    oneOf<ProposerEntry>('name', entries),
  );
}

/** The options of a kind with the keys around them; what both name is the kind's. Other keys are refused. */
export function entrySchema({ options }: Kind, around: z.ZodRawShape): z.ZodObject {
  const shape = { ...around, ...options.shape };
  return options.clone({ ...options.def, shape, catchall: z.never() });
}

/** The schema whose `tag` is that of the value. */
export function oneOf<T>(tag: string, [first, ...rest]: readonly z.ZodObject[]): z.ZodType<T> {
  if (first === undefined) throw new RangeError(`there is no kind to be named by ${tag}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- which kinds there are is known only at run time
  return z.discriminatedUnion(tag, [first, ...rest]) as unknown as z.ZodType<T>;
}

/** The options of an entry as its kind reads them, without the keys around them. Throws ZodError. */
export function optionsOf<S extends z.ZodObject>(
  { options }: Kind<S>,
  entry: Readonly<Record<string, unknown>>,
): z.output<S> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strip() keeps the shape, which its type forgets
  return options.strip().parse(entry) as z.output<S>;
}

/** Number of islands of a search. */
export function islandsOf(
  search: DeepReadonly<SearchEntry>,
  searches: ReadonlyMap<string, SearchKind>,
): number {
  const kind = searches.get(search.type);
  return kind?.islands === undefined ? 1 : kind.islands(optionsOf(kind, search));
}
