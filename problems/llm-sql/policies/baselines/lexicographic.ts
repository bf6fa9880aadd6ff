import type { Table } from '../../policy.d.ts';
import { sortRows } from '../shared/sort-rows.ts';

/** Keeps the columns as they are and sorts the rows by their values, from the first column on. */
export function reorder(
  table: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
}
