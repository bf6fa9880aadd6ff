import { createRng, type Rng } from 'adrs-lab/sim';
import { gapsOf } from '../../shared/txn/gaps.ts';
import { different, numbered, updates, type Draft } from '../../shared/txn/steps.ts';
import type { Transaction } from '../../shared/txn/transactions.ts';
import { lowerBound } from './bound.ts';
import type { Stream } from './workload.ts';

/** Which streams a split holds: one for each family and window. The skews differ between splits. */
export interface SplitShape {
  /** Exponent of the Zipf law that keys are drawn from. */
  readonly skew: number;
  readonly windows: readonly number[];
  readonly transactions: number;
}

/** The splits of the problem. */
export const SPLITS = {
  train: { skew: 1, windows: [5, 10, 20], transactions: 100 },
  validation: { skew: 1.15, windows: [6, 8, 12, 16], transactions: 100 },
  test: { skew: 0.9, windows: [5, 8, 15, 30], transactions: 160 },
} as const satisfies Record<string, SplitShape>;

/** Transactions after which the hot keys are others. */
const DRIFT = 25;
const ACCOUNTS = 10;
const WAREHOUSES = 2;
const DISTRICTS = 10;
const STOCKS = 40;
const RECORDS = 40;

type Draw = (rng: Rng, keys: Keys) => Draft;
/** Draws a key below `count`; small ranks are likely, and which key has which rank drifts. */
type Keys = (count: number) => number;

const FAMILIES: Readonly<Record<string, Draw>> = { transfers, orders, records };

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateSplit(split: string, shape: SplitShape): Stream[] {
  const rng = createRng('txn-online').fork(split);
  return Object.entries(FAMILIES).flatMap(([family, draw]) =>
    shape.windows.map((window) => {
      const group = `${family}/${window}`;
      const transactions = drawAll(rng.fork(group), draw, shape);
      const gaps = [...gapsOf(transactions)];
      const bound = lowerBound({ transactions });
      return { id: group, group, transactions, gaps, window, lowerBound: bound };
    }),
  );
}

function drawAll(rng: Rng, draw: Draw, { skew, transactions }: SplitShape): Transaction[] {
  return Array.from({ length: transactions }, (_, index) => {
    const shift = Math.floor(index / DRIFT);
    return numbered(draw(rng, (count) => (zipf(rng, count, skew) + shift) % count));
  });
}

/** Like SmallBank's payments: two accounts, or one that is looked at, after the lookup of the names. */
function transfers(rng: Rng, keys: Keys): Draft {
  const [one = 0, other = 0] = different(() => keys(ACCOUNTS), 2);
  if (rng.next() < 0.3) return [undefined, ['r', one], ['r', other]];
  return [undefined, undefined, ...updates(one, other)];
}

/** Like TPC-C's payments and new orders: hot rows first or last, long tails that touch nothing hot. */
function orders(rng: Rng, keys: Keys): Draft {
  const district = keys(DISTRICTS);
  const warehouse = DISTRICTS + (district % WAREHOUSES);
  if (rng.next() < 0.5) return [...updates(warehouse, district), undefined];
  const items = different(() => keys(STOCKS), 4 + rng.integer(5));
  const stock = updates(...items.map((item) => DISTRICTS + WAREHOUSES + item));
  return [['r', warehouse], ...updates(district), ...stock, undefined];
}

/** Like YCSB: ten records, read or written. */
function records(rng: Rng, keys: Keys): Draft {
  return different(() => keys(RECORDS), 10).map((key) => [rng.next() < 0.5 ? 'r' : 'w', key]);
}

/** A rank in 0..count-1, with probabilities proportional to 1 / (rank + 1) ** skew. */
function zipf(rng: Rng, count: number, skew: number): number {
  let total = 0;
  for (let rank = 1; rank <= count; rank += 1) total += rank ** -skew;
  let left = rng.next() * total;
  for (let rank = 1; rank < count; rank += 1) {
    left -= rank ** -skew;
    if (left < 0) return rank - 1;
  }
  return count - 1;
}
