import type { Table } from '../../policy.d.ts';

/** Compares two rows by their values in these columns, from the first on; equal rows by their numbers. */
export function compareRows(
  cells: Int32Array,
  { rows }: Table,
  columns: readonly number[],
): (a: number, b: number) => number {
  return (a, b) => {
    for (const column of columns) {
      const order = (cells[column * rows + a] ?? 0) - (cells[column * rows + b] ?? 0);
      if (order !== 0) return order;
    }
    return a - b;
  };
}

/** Keeps the columns as they are and sorts the rows by their values, from the first column on. */
export function sortRows(table: Table, cells: Int32Array, rowOrder: Int32Array): void {
  const columns = Array.from({ length: table.columns }, (_, column) => column);
  rowOrder.sort(compareRows(cells, table, columns));
}
