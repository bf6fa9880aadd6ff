import type { Table } from '../../policy.d.ts';
import { compareRows } from '../shared/sort-rows.ts';

/** A column added to a fixed order: what the rows would reuse there, and the groups they fall into. */
interface Step {
  readonly column: number;
  readonly hits: number;
  /** By row: number of the group of rows that agree so far. */
  readonly groups: Int32Array;
}

/**
 * One order of the columns for all rows, built from the first on: next comes the column in which the
 * most can be reused, given those before it. Rows are sorted by that order.
 */
export function reorder(
  table: Table,
  cells: Int32Array,
  weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  const { rows, columns } = table;
  const open = Array.from({ length: columns }, (_, column) => column);
  const order: number[] = [];
  let groups: Int32Array = new Int32Array(rows);
  while (open.length > 0) {
    const steps = open.map((column) => stepOf(column, groups, { rows, cells, weights }));
    const best = steps.reduce((a, b) => (b.hits > a.hits ? b : a));
    groups = best.groups;
    order.push(best.column);
    open.splice(open.indexOf(best.column), 1);
  }
  for (let row = 0; row < rows; row += 1) columnOrder.set(order, row * columns);
  rowOrder.sort(compareRows(cells, table, order));
}

interface Values {
  readonly rows: number;
  readonly cells: Int32Array;
  readonly weights: Int32Array;
}

/** Splits the groups by the values of a column; a row reuses its cell unless it is the first of its group. */
function stepOf(column: number, before: Int32Array, { rows, cells, weights }: Values): Step {
  const seen = new Map<number, number>();
  const groups = new Int32Array(rows);
  let hits = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = cells[column * rows + row] ?? 0;
    const key = (before[row] ?? 0) * weights.length + value;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, seen.size);
    else hits += weights[value] ?? 0;
    groups[row] = known ?? seen.size - 1;
  }
  return { column, hits, groups };
}
