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

/** Tries indices that are none: negative, too large, NaN, halves. */
export function reorder(
  table: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
  const odd = [-1, table.rows + 7, Number.NaN, 0.5, 2 ** 31];
  for (let index = 0; index < rowOrder.length; index += 3) rowOrder[index] = odd[index % 5] ?? 0;
  for (let index = 0; index < columnOrder.length; index += 7) columnOrder[index] = -1 - index;
}
