import { createRng, type Rng } from 'adrs/sim';
import { lowerBound } from './bound.ts';
import { gapsOf } from '../simulation/gaps.ts';
import type { Operation, Stream, Transaction } from './workload.ts';

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

/** A step of a transaction; undefined touches no shared key. */
type Step = readonly [kind: 'r' | 'w', key: number] | undefined;
type Draw = (rng: Rng, keys: Keys) => readonly Step[];
interface Keys {
  /** A key below `count`; small ranks are likely, and which key has which rank drifts. */
  (count: number): number;
}

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
    const steps = draw(rng, (count) => (zipf(rng, count, skew) + shift) % count);
    return { length: steps.length, operations: steps.flatMap(accessAt) };
  });
}

function accessAt(step: Step, index: number): readonly Operation[] {
  return step === undefined ? [] : [[step[0], step[1], index + 1]];
}

/** Like SmallBank's payments: two accounts, or one that is looked at, after the lookup of the names. */
function transfers(rng: Rng, keys: Keys): readonly Step[] {
  const [one = 0, other = 0] = different(2, () => keys(ACCOUNTS));
  if (rng.next() < 0.3) return [undefined, ['r', one], ['r', other]];
  return [undefined, undefined, ...update(one), ...update(other)];
}

/** Like TPC-C's payments and new orders: hot rows first or last, long tails that touch nothing hot. */
function orders(rng: Rng, keys: Keys): readonly Step[] {
  const district = keys(DISTRICTS);
  const warehouse = DISTRICTS + (district % WAREHOUSES);
  if (rng.next() < 0.5) return [...update(warehouse), ...update(district), undefined];
  const items = different(4 + rng.integer(5), () => keys(STOCKS));
  const stock = items.flatMap((item) => update(DISTRICTS + WAREHOUSES + item));
  return [['r', warehouse], ...update(district), ...stock, undefined];
}

/** Like YCSB: ten records, read or written. */
function records(rng: Rng, keys: Keys): readonly Step[] {
  return different(10, () => keys(RECORDS)).map((key) => [rng.next() < 0.5 ? 'r' : 'w', key]);
}

function update(key: number): readonly Step[] {
  return [
    ['r', key],
    ['w', key],
  ];
}

/** Values in the order in which they were first drawn. */
function different(count: number, draw: () => number): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(draw());
  return [...drawn];
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
