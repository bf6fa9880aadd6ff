import { totalWeight, type TableCase } from './workload.ts';

/** Columns whose order is bounded exactly; the work doubles with each. */
const MAX_CORE_COLUMNS = 11;
/** Lengths of the pieces of text that are counted, in characters. */
const PIECES = [6, 12, 24] as const;

/** More than sums of rounded shares can be off. */
const ROUNDING = 1e-12;

/** A hit rate in [0, 1] that no order of rows and columns can exceed. README.md has the argument. */
export function mostReuse(table: TableCase): number {
  const total = totalWeight(table);
  if (total === 0) return 0;
  const paid = table.form === 'cells' ? leastPaid(table) : leastNodes(table);
  return Math.min(1, 1 - paid / total + ROUNDING);
}

/** Columns that determine each other, taken as one. */
interface Merged {
  /** By row: number of the value in the first of them. */
  readonly values: Int32Array;
  /** By row: weight of all of them. */
  readonly weights: Float64Array;
  /** By row: rows that have the same value. */
  readonly counts: Float64Array;
}

/**
 * Every row pays, for each cell, at least its weight over the number of rows that agree on all cells up
 * to it. Each row takes the order that is cheapest for itself; the columns beyond the core
 * are charged as if they came first.
 */
function leastPaid(table: TableCase): number {
  const columns = mergedColumns(table).toSorted((a, b) => potential(b) - potential(a));
  const core = columns.slice(0, MAX_CORE_COLUMNS);
  let paid = cheapestOrders(core, table.rows);
  for (const { weights, counts } of columns.slice(MAX_CORE_COLUMNS)) {
    paid += sumOf(weights.map((weight, row) => weight / (counts[row] ?? 1)));
  }
  return paid;
}

/** The saving of a column if it comes first in every row. */
function potential({ weights, counts }: Merged): number {
  return sumOf(weights.map((weight, row) => weight * (1 - 1 / (counts[row] ?? 1))));
}

/**
 * The sum over the rows of their cheapest orders. Dynamic programming over the sets of columns that come
 * first: what a row has paid for a set depends on which of its columns is the last of it.
 */
function cheapestOrders(core: readonly Merged[], rows: number): number {
  const all = oneGroup(rows);
  const groups: Groups[] = [all];
  const paid: Float64Array[] = [new Float64Array(rows)];
  for (let set = 1; set < 2 ** core.length; set += 1) {
    const top = 31 - Math.clz32(set);
    const without = groups[set - 2 ** top] ?? all;
    const agreeing = refined(without, core[top]?.values ?? without.numbers);
    const least = new Float64Array(rows).fill(Infinity);
    for (const [column, { weights }] of core.entries()) {
      const before = (set & (2 ** column)) === 0 ? undefined : paid[set - 2 ** column];
      if (before !== undefined) lower(least, before, { weights, agreeing });
    }
    groups[set] = agreeing;
    paid[set] = least;
  }
  return sumOf(paid.at(-1) ?? new Float64Array(0));
}

interface Last {
  readonly weights: Float64Array;
  readonly agreeing: Groups;
}

/** Takes a column as the last of a set where that is cheaper than what is known. */
function lower(least: Float64Array, before: Float64Array, { weights, agreeing }: Last): void {
  const { numbers, sizes } = agreeing;
  for (let row = 0; row < least.length; row += 1) {
    const share = (weights[row] ?? 0) / (sizes[numbers[row] ?? 0] ?? 1);
    const sum = (before[row] ?? 0) + share;
    if (sum < (least[row] ?? 0)) least[row] = sum;
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

interface Groups {
  /** By row: number of its group. */
  readonly numbers: Int32Array;
  /** By group: how many rows it has. */
  readonly sizes: readonly number[];
}

function oneGroup(rows: number): Groups {
  return { numbers: new Int32Array(rows), sizes: [rows] };
}

/** Splits groups of rows by a column. */
function refined(groups: Groups, values: Int32Array): Groups {
  // Most sets of columns tell all rows apart; there is nothing left to split then.
  if (groups.sizes.length === values.length) return groups;
  const known = new Map<number, number>();
  const sizes: number[] = [];
  const numbers = new Int32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const key = (groups.numbers[row] ?? 0) * 2 ** 26 + (values[row] ?? 0);
    let number = known.get(key);
    if (number === undefined) {
      number = sizes.length;
      known.set(key, number);
      sizes.push(0);
    }
    sizes[number] = (sizes[number] ?? 0) + 1;
    numbers[row] = number;
  }
  return { numbers, sizes };
}

/** Columns that are renamings of each other become one: whatever order is best for one is best for all. */
function mergedColumns(table: TableCase): Merged[] {
  const { rows, cells, weights } = table;
  const merged = new Map<string, Merged>();
  for (const column of table.columns.keys()) {
    const values = Int32Array.from(cells.slice(column * rows, (column + 1) * rows));
    const own = Float64Array.from(values, (value) => weights[value] ?? 0);
    const { numbers, sizes } = refined(oneGroup(rows), values);
    // Groups are numbered as they first occur, so that renamed columns have equal numbers.
    const pattern = numbers.join();
    const known = merged.get(pattern);
    if (known === undefined) {
      const counts = Float64Array.from(numbers, (number) => sizes[number] ?? 1);
      merged.set(pattern, { values: numbers, weights: own, counts });
    } else {
      for (const [row, weight] of own.entries())
        known.weights[row] = (known.weights[row] ?? 0) + weight;
    }
  }
  return [...merged.values()];
}

/**
 * Nodes of the trie of characters, whatever the order: each distinct piece of k characters that lies
 * inside a cell is the end of some prefix of at least k characters, and no prefix ends with two of them.
 */
function leastNodes({ texts = [] }: TableCase): number {
  // A piece of UTF-16 units is one of characters where there are no surrogates; leaving texts out is safe.
  const plain = texts.filter((text) => !/[\uD800-\uDFFF]/.test(text));
  let most = 0;
  for (const length of PIECES) {
    const pieces = new Set<string>();
    for (const text of plain) {
      for (let end = length; end <= text.length; end += 1)
        pieces.add(text.slice(end - length, end));
    }
    if (pieces.size > 0) most = Math.max(most, pieces.size + length - 1);
  }
  return most;
}
