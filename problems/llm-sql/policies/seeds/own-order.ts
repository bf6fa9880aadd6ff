import type { Table } from '../../policy.d.ts';

/** Every row orders its own cells by how common and how heavy each value is; rows are sorted by what that gives. */
export function reorder(
  { rows, columns, values }: Table,
  cells: Int32Array,
  weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  const counts = new Int32Array(values);
  for (const value of cells) counts[value] = (counts[value] ?? 0) + 1;
  const scores = Array.from(counts, (count, value) => scoreOf(count, weights[value] ?? 0));
  const scoreAt = (row: number, column: number): number =>
    scores[cells[column * rows + row] ?? 0] ?? 0;
  const prompts: number[][] = [];
  for (let row = 0; row < rows; row += 1) {
    const order = Array.from({ length: columns }, (_, column) => column);
    order.sort((a, b) => scoreAt(row, b) - scoreAt(row, a));
    columnOrder.set(order, row * columns);
    prompts.push(order.map((column) => cells[column * rows + row] ?? 0));
  }
  rowOrder.sort((a, b) => {
    for (let position = 0; position < columns; position += 1) {
      const difference = (prompts[a]?.[position] ?? 0) - (prompts[b]?.[position] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** High for values that go first: rows that have it, and its weight. */
function scoreOf(count: number, weight: number): number {
  return (count - 1) ** /* tune 0..2 */ 1 * weight ** /* tune 0..3 */ 0.5;
}
