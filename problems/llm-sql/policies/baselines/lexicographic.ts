interface Table {
  readonly rows: number;
  readonly columns: number;
}

/** Keeps the columns as they are and sorts the rows by their values, from the first column on. */
export function reorder(
  { rows, columns }: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
): void {
  rowOrder.sort((a, b) => {
    for (let column = 0; column < columns; column += 1) {
      const order = (cells[column * rows + a] ?? 0) - (cells[column * rows + b] ?? 0);
      if (order !== 0) return order;
    }
    return a - b;
  });
}
