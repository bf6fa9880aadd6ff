interface Table {
  readonly rows: number;
  readonly columns: number;
}

/** An honest order: the columns as they are, the rows sorted. */
function sortRows({ rows, columns }: Table, cells: Int32Array, rowOrder: Int32Array): void {
  rowOrder.sort((a, b) => {
    for (let column = 0; column < columns; column += 1) {
      const order = (cells[column * rows + a] ?? 0) - (cells[column * rows + b] ?? 0);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

/** Tries to write the first column of every row many times instead of the others. */
export function reorder(
  table: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
  columnOrder.fill(0);
}
