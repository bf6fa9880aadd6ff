import type { Rng } from 'adrs-lab/sim';
import {
  attributeOf,
  keyColumn,
  lengthsOf,
  type Attribute,
  type Column,
  type Lengths,
} from './star-schema.ts';

/** Reviews of items with long descriptions, such as films and goods: one entity, long and unique texts. */
export function reviewColumns(rng: Rng, rows: number): Column[] {
  const law = { count: 60 + rng.integer(120), exponent: 0.6 + 0.5 * rng.next(), shift: 2 };
  const item = keyColumn(rng.fork('item'), 'item_id', {
    ...law,
    rows,
    lengths: { median: 10, spread: 0, most: 10 },
  });
  const maker = attributeOf(rng.fork('maker'), item, {
    name: 'maker',
    values: { count: 30, exponent: 1.3, shift: 0 },
    lengths: { median: 17, spread: 0.3, most: 40 },
  });
  const description = 150 + rng.integer(500);
  const lengths = { median: description, spread: 0.6, most: 2000 };
  return [
    item,
    attributeOf(rng.fork('title'), item, {
      name: 'title',
      lengths: { median: 60, spread: 0.6, most: 200 },
    }),
    attributeOf(rng.fork('text'), item, { name: 'description', lengths }),
    maker,
    attributeOf(rng.fork('country'), maker, COUNTRY),
    attributeOf(rng.fork('genres'), item, {
      name: 'genres',
      values: { count: 25, exponent: 1.2, shift: 0 },
      lengths: { median: 28, spread: 0.5, most: 72 },
    }),
    categories(rng.fork('rating'), 'rating', { rows, count: 5, exponent: 2, median: 3 }),
    categories(rng.fork('verified'), 'verified', { rows, count: 2, exponent: 2, median: 4 }),
    categories(rng.fork('critic'), 'top_critic', { rows, count: 2, exponent: 1, median: 4 }),
    categories(rng.fork('headline'), 'headline', {
      rows,
      count: 20 * rows,
      exponent: 0.9,
      median: 18,
    }),
    serial(rng.fork('review'), rows, { median: 110, spread: 0.8, most: 700 }),
  ];
}

const COUNTRY: Attribute = {
  name: 'country',
  values: { count: 12, exponent: 1, shift: 0 },
  lengths: { median: 9, spread: 0.4, most: 24 },
};

/** Orders of a shop: three entities that compete for the first place, chains of attributes, short facts. */
export function orderColumns(rng: Rng, rows: number): Column[] {
  return [
    ...products(rng.fork('product'), rows),
    ...customers(rng.fork('customer'), rows),
    ...stores(rng.fork('store'), rows),
    categories(rng.fork('status'), 'status', { rows, count: 4, exponent: 1, median: 9 }),
    categories(rng.fork('channel'), 'channel', { rows, count: 3, exponent: 1, median: 6 }),
    categories(rng.fork('note'), 'note', { rows, count: 30, exponent: 2, median: 20 }),
    categories(rng.fork('day'), 'day', { rows, count: 365, exponent: 0, median: 10 }),
  ];
}

function products(rng: Rng, rows: number): Column[] {
  const product = entity(rng, 'product_id', { rows, most: 150 });
  const brand = attributeOf(rng.fork('brand'), product, shared('brand', 25, 12));
  const length = 40 + rng.fork('text length').integer(200);
  const brandLength = 40 + rng.fork('brand length').integer(120);
  return [
    product,
    attributeOf(rng.fork('name'), product, own('product_name', 30)),
    attributeOf(rng.fork('text'), product, own('product_text', length)),
    brand,
    attributeOf(rng.fork('brand text'), brand, shared('brand_text', 20, brandLength)),
  ];
}

function customers(rng: Rng, rows: number): Column[] {
  const customer = entity(rng, 'customer_id', { rows, most: 200 });
  const city = attributeOf(rng.fork('city'), customer, shared('customer_city', 40, 10));
  return [
    customer,
    attributeOf(rng.fork('name'), customer, own('customer_name', 14)),
    city,
    attributeOf(rng.fork('country'), city, shared('customer_country', 10, 9)),
  ];
}

function stores(rng: Rng, rows: number): Column[] {
  const store = entity(rng, 'store_id', { rows, most: 30 });
  return [store, attributeOf(rng.fork('address'), store, own('store_address', 45))];
}

function entity(rng: Rng, name: string, { rows, most }: { rows: number; most: number }): Column {
  const law = { count: 8 + rng.integer(most), exponent: 0.5 + rng.next(), shift: 1 };
  return keyColumn(rng.fork('key'), name, {
    ...law,
    rows,
    lengths: { median: 6, spread: 0.1, most: 8 },
  });
}

/** An attribute of which every entity has its own value. */
function own(name: string, median: number): Attribute {
  return { name, lengths: { median, spread: 0.5, most: 8 * median } };
}

/** An attribute that entities share. */
function shared(name: string, count: number, median: number): Attribute {
  const values = { count, exponent: 0.8, shift: 0 };
  return { name, values, lengths: { median, spread: 0.4, most: 6 * median } };
}

interface Fact {
  readonly rows: number;
  readonly count: number;
  readonly exponent: number;
  /** Median length in characters. */
  readonly median: number;
}

/** A fact of few or many values, independent of the entities. */
function categories(rng: Rng, name: string, { median, ...law }: Fact): Column {
  const lengths = { median, spread: 0.35, most: 6 * median };
  return keyColumn(rng, name, { ...law, shift: 0, lengths });
}

/** A text that no two rows share. */
function serial(rng: Rng, rows: number, lengths: Lengths): Column {
  return {
    name: 'review_text',
    keys: Array.from({ length: rows }, (_, row) => row),
    lengthOf: lengthsOf(rng, lengths),
  };
}
