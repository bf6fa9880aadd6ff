import { createRng, type Rng } from 'adrs-lab/sim';
import { orderColumns, reviewColumns } from './schemas.ts';
import { attributeOf, keyColumn, tableOf, type Column, type TableFrame } from './star-schema.ts';
import type { TableCase } from './workload.ts';

/** Number of tables of each kind in a split. */
export const SPLIT_SIZES = { train: 3, validation: 4, test: 8 } as const;

/** Rows of a table: a hundred or two, so that a search can measure thousands of policies. */
const ROWS = [100, 150, 200] as const;
/** Tokens of the prefix cache. */
const CACHES = [1024, 4096, 16_384] as const;

/** Tables of a split. Equal names give equal tables; different names draw from independent streams. */
export function generateTables(split: string, count: number): readonly TableCase[] {
  const rng = createRng('llm-sql').fork(split);
  return Object.entries(KINDS).flatMap(([group, make]) =>
    Array.from({ length: count }, (_, index) => {
      const id = `${group}-${index}`;
      return make(rng.fork(id), id);
    }),
  );
}

const KINDS: Readonly<Record<string, (rng: Rng, id: string) => TableCase>> = {
  beer: (rng, id) => beerTable(rng, id, rng.fork('rows').pick(ROWS)),
  reviews: (rng, id) => joined(rng, id, reviewColumns(rng, rng.fork('rows').pick(ROWS))),
  orders: (rng, id) => joined(rng, id, orderColumns(rng, rng.fork('rows').pick(ROWS))),
};

/**
 * Reviews of beers: nine columns with the numbers of different values, lengths and skew of the published
 * beer table, in its order of columns, and with the reviews of a beer next to each other as there.
 */
export function beerTable(rng: Rng, id: string, rows: number): TableCase {
  const beer = keyColumn(rng.fork('beer'), 'beer/beerId', { ...BEERS, rows });
  const user = keyColumn(rng.fork('user'), 'review/profileName', { ...USERS, rows });
  const time = keyColumn(rng.fork('time'), 'review/time', { ...DAYS, rows });
  const named = attributeOf(rng.fork('name'), beer, {
    name: 'beer/name',
    lengths: { median: 26, spread: 0.35, most: 69 },
  });
  const style = attributeOf(rng.fork('style'), beer, {
    name: 'beer/style',
    values: { count: 80, exponent: 1, shift: 6 },
    lengths: { median: 12, spread: 0.45, most: 31 },
  });
  const columns = [user, time, ...ratings(rng.fork('ratings'), beer), named, style, beer];
  const order = beer.keys.map((_, row) => row);
  order.sort((a, b) => (beer.keys[a] ?? 0) - (beer.keys[b] ?? 0) || a - b);
  return tableOf(columns, order, frameOf(rng, id, 'beer'));
}

/** Laws fitted to the published table: 1,423 beers, 4,862 users and 3,738 days in 28,479 rows. */
const BEERS = {
  count: 1600,
  exponent: 1.25,
  shift: 2,
  lengths: { median: 5, spread: 0.1, most: 6 },
} as const;
const USERS = {
  count: 5900,
  exponent: 0.95,
  shift: 18,
  lengths: { median: 8, spread: 0.35, most: 21 },
} as const;
const DAYS = {
  count: 3755,
  exponent: 1,
  shift: 500,
  lengths: { median: 10, spread: 0, most: 10 },
} as const;

/** Overall of 20, taste of 10, palate and appearance of 5: noisy views of one opinion. */
function ratings(rng: Rng, beer: Column): Column[] {
  const quality = new Map<number, number>();
  const opinions = beer.keys.map((key) => {
    const known = quality.get(key) ?? rng.fork(key).normal();
    quality.set(key, known);
    return 0.5 * known + 0.85 * rng.normal();
  });
  const scale = (
    name: string,
    most: number,
    [mean, spread, noise]: readonly [number, number, number],
  ): Column => ({
    name: `review/${name}`,
    keys: opinions.map((opinion) => {
      const value = Math.round(mean + spread * (opinion + noise * rng.normal()));
      return Math.max(1, Math.min(most, value)) - 1;
    }),
    lengthOf: (key) => String(key + 1).length + 1 + String(most).length,
  });
  return [
    scale('overall', 20, [13.6, 3.1, 0.25]),
    scale('taste', 10, [6.9, 1.4, 0.35]),
    scale('palate', 5, [3.4, 0.7, 0.65]),
    scale('appearance', 5, [3.5, 0.65, 0.8]),
  ];
}

/** A table whose columns and rows come in no particular order. */
function joined(rng: Rng, id: string, columns: readonly Column[]): TableCase {
  const rows = columns[0]?.keys.length ?? 0;
  const order = rng.fork('row order').shuffle(Array.from({ length: rows }, (_, row) => row));
  const group = id.replace(/-\d+$/, '');
  return tableOf(rng.fork('column order').shuffle(columns), order, frameOf(rng, id, group));
}

function frameOf(rng: Rng, id: string, group: string): TableFrame {
  return { id, group, cacheTokens: rng.fork('cache').pick(CACHES) };
}
