import type { Table } from '../../policy.d.ts';

/** Splits the rows by one column, the parts by the next, and so on, each part by a column of its own choice. */
export function reorder(
  { rows, columns }: Table,
  cells: Int32Array,
  weights: Int32Array,
  determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  let position = 0;
  const split = (
    members: readonly number[],
    settled: readonly number[],
    open: readonly number[],
  ): void => {
    if (members.length < 2 || open.length === 0) {
      for (const row of members) {
        columnOrder.set([...settled, ...open], row * columns);
        rowOrder[position] = row;
        position += 1;
      }
      return;
    }
    let parts = new Map<number, number[]>();
    let first = 0;
    let best = -Infinity;
    for (const column of open) {
      const groups = new Map<number, number[]>();
      let saved = 0;
      for (const row of members) {
        const value = cells[column * rows + row] ?? 0;
        const group = groups.get(value) ?? [];
        if (group.push(row) > 1) saved += weights[value] ?? 0;
        groups.set(value, group);
      }
      const determined = open.filter((other) => determines[column * columns + other] === 1);
      const score = scoreOf(saved, groups.size, members.length, determined.length);
      if (score <= best) continue;
      best = score;
      first = column;
      parts = groups;
    }
    const rest = open.filter((column) => column !== first);
    for (const part of parts.values()) split(part, [...settled, first], rest);
  };
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  split(
    everyRow,
    [],
    Array.from({ length: columns }, (_, column) => column),
  );
}

/** High for columns that split first: weight saved, parts it makes, rows to split, columns it determines. */
function scoreOf(saved: number, parts: number, size: number, determined: number): number {
  return 0 * saved - /* tune 0..2 */ 1 * parts + /* tune 0..20 */ 2 * determined + 0 * size;
}
