import type { Rng } from 'adrs-lab/sim';
import { different, updates, type Draft } from '../../shared/txn/steps.ts';

const ACCOUNTS = 12;
const WAREHOUSES = 4;
const DISTRICTS = 10;
const CUSTOMERS = 30;
const STOCKS = 500;
/** As in the first published workload: 16 accesses, 55 % writes, hot records at about their own step. */
const RECORDS = 300;
const YCSB_STEPS = 16;
const READ_SHARE = 0.45;
const PLACE_SPREAD = 0.3;

/**
 * SmallBank (Alomari et al., ICDE 2008) on few accounts: its six short transactions on the checking
 * and the savings row of one or two accounts, drawn by a Zipf law. Those on two accounts are 60 %,
 * since the others alone leave little to order. The lookup of a name is a step without a shared key.
 */
export function smallBank(rng: Rng, skew: number): () => Draft {
  const account = zipf(rng, ACCOUNTS, skew);
  return () => {
    const [one, two] = different(account, 2);
    const [checking, savings] = [2 * (one ?? 0), 2 * (one ?? 0) + 1];
    const other = 2 * (two ?? 0);
    const share = rng.integer(100);
    if (share < 30) return [undefined, undefined, ...updates(checking, other)];
    if (share < 60) return [undefined, undefined, ...updates(savings, checking, other)];
    const single: readonly Draft[] = [
      [undefined, ['r', savings], ['r', checking]],
      [undefined, ['r', checking], ['w', checking]],
      [undefined, ['r', savings], ['w', savings]],
      [undefined, ['r', savings], ['r', checking], ['w', checking]],
    ];
    return rng.pick(single);
  };
}

/**
 * TPC-C's five transactions in their standard mix on few warehouses, cut down to the rows that
 * conflict: year-to-date of warehouse and district, next order of the district, stock, customers.
 */
export function tpcc(rng: Rng, skew: number): () => Draft {
  const stock = zipf(rng, STOCKS, skew);
  const customer = zipf(rng, CUSTOMERS, skew);
  return () => {
    const place = rng.integer(WAREHOUSES) * DISTRICTS + rng.integer(DISTRICTS);
    const rows = rowsOf(place, customer());
    const share = rng.integer(100);
    if (share < 45) return newOrder(rows, different(stock, 5 + rng.integer(6)));
    if (share < 88) return payment(rows);
    if (share < 92) return [['r', rows.customer], ['r', rows.orders], undefined, undefined];
    if (share < 96) return delivery(rows);
    return [
      ['r', rows.orders],
      ...different(stock, 10).map((item) => ['r', stockRow(item)] as const),
    ];
  };
}

interface Rows {
  readonly warehouse: number;
  readonly district: number;
  readonly orders: number;
  readonly customer: number;
}

function rowsOf(place: number, customer: number): Rows {
  const districts = WAREHOUSES * DISTRICTS;
  return {
    warehouse: Math.floor(place / DISTRICTS),
    district: WAREHOUSES + place,
    orders: WAREHOUSES + districts + place,
    customer: WAREHOUSES + 2 * districts + place * CUSTOMERS + customer,
  };
}

function stockRow(item: number): number {
  return WAREHOUSES + WAREHOUSES * DISTRICTS * (2 + CUSTOMERS) + item;
}

function newOrder({ orders, customer }: Rows, items: readonly number[]): Draft {
  const lines = updates(...items.map(stockRow));
  return [undefined, ['r', customer], ['r', orders], ['w', orders], ...lines, undefined];
}

function payment({ warehouse, district, customer }: Rows): Draft {
  return [...updates(warehouse, district, customer), undefined];
}

function delivery({ orders, customer }: Rows): Draft {
  return [['r', orders], ['w', orders], undefined, ['r', customer], ['w', customer]];
}

/**
 * YCSB-like: 16 different records by a Zipf law. A record tends to come at the same step of all
 * transactions that use it, as in an application that runs through its tables in one order.
 */
export function ycsb(rng: Rng, skew: number): () => Draft {
  const record = zipf(rng, RECORDS, skew);
  const places = Array.from({ length: RECORDS }, () => rng.next());
  return () => {
    const drawn = different(record, YCSB_STEPS).map((key) => ({
      step: [rng.next() < READ_SHARE ? 'r' : 'w', key] as const,
      place: (places[key] ?? 0) + PLACE_SPREAD * rng.next(),
    }));
    return drawn.toSorted((a, b) => a.place - b.place).map(({ step }) => step);
  };
}

/** Draws from 0..count-1 with probabilities proportional to 1 / (rank + 1) ** skew. */
function zipf(rng: Rng, count: number, skew: number): () => number {
  const ends: number[] = [];
  for (let rank = 0; rank < count; rank += 1) ends.push((ends.at(-1) ?? 0) + (rank + 1) ** -skew);
  const total = ends.at(-1) ?? 1;
  return () => {
    const drawn = rng.next() * total;
    const rank = ends.findIndex((end) => drawn < end);
    return rank < 0 ? count - 1 : rank;
  };
}
