import { closest } from '../config/did-you-mean.ts';
import { ConfigError } from '../core/errors.ts';
import type { ProgramRow } from '../view/program-rows.ts';

/** Which programs are listed, and in what order. */
export interface Selection {
  /** A key of `SORT_KEYS`; the order of the log when left out. */
  readonly sort?: string | undefined;
  /** `key=text`; a program must match all of them. */
  readonly filter: readonly string[];
  /** The first so many; all when left out. */
  readonly limit?: number | undefined;
}

type Order = (row: ProgramRow) => number | string | null;

/** What programs can be sorted by; the best, the latest and the costliest first. */
const ORDERS: Readonly<Record<string, Order>> = {
  id: ({ ordinal }) => ordinal,
  proposer: ({ proposer }) => proposer,
  model: ({ model }) => model ?? '\uffff',
  status: ({ status }) => status,
  time: ({ elapsedSeconds }) => -elapsedSeconds,
  usd: ({ usd }) => -usd,
};

type Match = (row: ProgramRow) => string;

const FILTERS: Readonly<Record<string, Match>> = {
  id: ({ id }) => id,
  parent: ({ parents }) => parents.join(' '),
  proposer: ({ proposer }) => proposer,
  model: ({ model }) => model ?? '',
  idea: ({ idea }) => idea,
  status: ({ status }) => status,
  reason: ({ reason }) => reason ?? '',
};

/** Keys whose whole words must be equal; of the others a part is enough. */
const WHOLE = new Set(['id', 'parent', 'status']);

/** The names of sort keys and filters. */
export const SORT_KEYS: readonly string[] = [...Object.keys(ORDERS), 'train', 'validation'];
export const FILTER_KEYS: readonly string[] = Object.keys(FILTERS);

/** The rows that are asked for. `smallerIsBetter`: of the objective. Throws ConfigError for an unknown key. */
export function selectPrograms(
  rows: Iterable<ProgramRow>,
  { sort, filter, limit }: Selection,
  smallerIsBetter: boolean,
): readonly ProgramRow[] {
  const matches = filter.map(matchOf);
  const found = [...rows].filter((row) => matches.every((match) => match(row)));
  const order = sort === undefined ? undefined : orderOf(sort, smallerIsBetter);
  const sorted =
    order === undefined ? found : found.toSorted((a, b) => compare(order(a), order(b)));
  return sorted.slice(0, limit);
}

function matchOf(text: string): (row: ProgramRow) => boolean {
  const cut = text.indexOf('=');
  const key = text.slice(0, Math.max(cut, 0));
  const wanted = text.slice(cut + 1).toLowerCase();
  const part = Object.hasOwn(FILTERS, key) ? FILTERS[key] : undefined;
  if (part === undefined) throw unknownKey('--filter', key, FILTER_KEYS);
  if (WHOLE.has(key)) return (row) => part(row).toLowerCase().split(' ').includes(wanted);
  return (row) => part(row).toLowerCase().includes(wanted);
}

function orderOf(key: string, smallerIsBetter: boolean): Order {
  if (key === 'train' || key === 'validation') {
    return (row) => {
      const value = row[key];
      return value === null ? null : smallerIsBetter ? value : -value;
    };
  }
  const order = Object.hasOwn(ORDERS, key) ? ORDERS[key] : undefined;
  if (order === undefined) throw unknownKey('--sort', key, SORT_KEYS);
  return order;
}

/** What has no value comes last; equals keep the order of the log. */
function compare(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function unknownKey(option: string, key: string, keys: readonly string[]): ConfigError {
  const near = closest(key, keys);
  return new ConfigError(`${option} ${JSON.stringify(key)}: there is no such key`, {
    hint: near === undefined ? `use one of ${keys.join(', ')}` : `did you mean "${near}"?`,
  });
}
