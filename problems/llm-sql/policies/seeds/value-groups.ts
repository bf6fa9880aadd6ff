import type { Table } from '../../policy.d.ts';

/** Rows that share a value of a column. */
interface Group {
  readonly column: number;
  readonly members: readonly number[];
  readonly score: number;
}

/** Takes the rows that share a value, puts it first in them, goes on inside that group, then with the other rows. */
export function reorder(
  { rows, columns }: Table,
  cells: Int32Array,
  weights: Int32Array,
  determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  let position = 0;
  const weightOf = (row: number, column: number): number =>
    weights[cells[column * rows + row] ?? 0] ?? 0;
  const groupsOf = (column: number, left: readonly number[], open: readonly number[]): Group[] => {
    const groups = new Map<number, number[]>();
    for (const row of left) {
      const value = cells[column * rows + row] ?? 0;
      const members = groups.get(value);
      if (members === undefined) groups.set(value, [row]);
      else members.push(row);
    }
    const determined = open.filter((other) => determines[column * columns + other] === 1);
    return [...groups.values()]
      .filter((members) => members.length > 1)
      .map((members) => {
        const row = members[0] ?? 0;
        const behind = determined.reduce((sum, other) => sum + weightOf(row, other), 0);
        const score = scoreOf(members.length, weightOf(row, column), behind, groups.size);
        return { column, members, score };
      });
  };
  const arrange = (
    part: readonly number[],
    settled: readonly number[],
    open: readonly number[],
  ): void => {
    let left = part;
    for (let round = 0; round < part.length; round += 1) {
      const groups = open.flatMap((column) => groupsOf(column, left, open));
      if (groups.length === 0) break;
      const { column, members } = groups.reduce((a, b) => (b.score > a.score ? b : a));
      arrange(
        members,
        [...settled, column],
        open.filter((other) => other !== column),
      );
      const taken = new Set(members);
      left = left.filter((row) => !taken.has(row));
    }
    for (const row of left) {
      columnOrder.set([...settled, ...open], row * columns);
      rowOrder[position] = row;
      position += 1;
    }
  };
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  arrange(
    everyRow,
    [],
    Array.from({ length: columns }, (_, column) => column),
  );
}

/** High for values that go first: rows that share it, its weight, that of what it determines, values beside it. */
function scoreOf(sharing: number, weight: number, determined: number, distinct: number): number {
  return (
    sharing +
    /* tune 0..10 */ 0.1 * weight +
    /* tune 0..10 */ 0 * determined -
    /* tune 0..10 */ 1 * distinct
  );
}
