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

/** Tries to change what the simulation computes with: Math, maps, arrays and every object. */
export function reorder(
  table: Table,
  cells: Int32Array,
  _weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
): void {
  sortRows(table, cells, rowOrder);
  const fields = ['value', 'weight', 'trie', 'cache', 'capacity'];
  const patches = [
    () => Object.assign(Math, { imul: () => 0, min: () => 0, max: () => 0 }),
    () => Object.assign(Map.prototype, { get: () => 0, has: () => true }),
    () => Object.assign(Array.prototype, { reduce: () => 1, push: () => 0 }),
    () => Object.assign(Int32Array.prototype, { fill: () => new Int32Array(1) }),
    () =>
      Object.defineProperty(Object.getPrototypeOf(Int32Array.prototype), 'length', { value: 0 }),
    ...fields.map((field) => () => Object.defineProperty(Object.prototype, field, { value: 1 })),
  ];
  for (const patch of patches) {
    try {
      patch();
    } catch {
      // Frozen is as good as any other.
    }
  }
}
