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

/** Tries to show the check one order and the measure another: orders that change as they are read. */
export function reorder(
  table: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
  let reads = 0;
  const shifting = new Proxy(Int32Array.prototype, {
    get: (target, key) =>
      typeof key === 'string' && /^\d+$/.test(key) ? (reads += 1) && 0 : Reflect.get(target, key),
  });
  try {
    Object.setPrototypeOf(rowOrder, shifting);
    Object.setPrototypeOf(columnOrder, shifting);
    for (let index = 0; index < 3; index += 1)
      Object.defineProperty(rowOrder, index, { get: () => 0 });
  } catch {
    // Elements of a typed array cannot be redefined.
  }
}
