import type { Table } from '../../policy.d.ts';

/** One order of the columns for all rows, by what is known of each column; rows are sorted by it. */
export function reorder(
  { rows, columns }: Table,
  cells: Int32Array,
  weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  const order: number[] = [];
  const scores: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    const values = new Set<number>();
    let weight = 0;
    for (let row = 0; row < rows; row += 1) {
      const value = cells[column * rows + row] ?? 0;
      values.add(value);
      weight += weights[value] ?? 0;
    }
    order.push(column);
    scores.push(scoreOf(weight / rows, values.size, rows));
  }
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  for (let row = 0; row < rows; row += 1) columnOrder.set(order, row * columns);
  rowOrder.sort((a, b) => {
    for (const column of order) {
      const difference = (cells[column * rows + a] ?? 0) - (cells[column * rows + b] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** High for columns that go first: mean weight, different values, and rows of the table. */
function scoreOf(weight: number, distinct: number, rows: number): number {
  return (rows / distinct - 1) * weight ** /* tune 0..2 */ 1;
}
