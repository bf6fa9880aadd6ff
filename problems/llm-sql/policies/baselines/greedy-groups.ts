import type { Table } from '../../policy.d.ts';

/** Rows that share a value, and the open columns in which all of them agree. */
interface Group {
  readonly members: readonly number[];
  readonly agreed: readonly number[];
  /** Squared weight of what they agree on, for each row but the first. */
  readonly gain: number;
}

/**
 * Group recursion without stops: of all values of the rows that are left, the one whose rows agree on most
 * comes first in them, followed by everything they agree on; then the same inside that group for the
 * columns that are left. Dependencies need not be known: they show in what rows agree on.
 */
export function reorder(
  { rows, columns }: Table,
  cells: Int32Array,
  weights: Int32Array,
  _determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  let position = 0;
  const write = (members: readonly number[], order: readonly number[]): void => {
    for (const row of members) {
      columnOrder.set(order, row * columns);
      rowOrder[position] = row;
      position += 1;
    }
  };
  const arrange = (
    members: readonly number[],
    settled: readonly number[],
    open: readonly number[],
  ): void => {
    let left = members;
    while (left.length > 0) {
      const best = bestGroup(left, open, { rows, cells, weights });
      if (best === undefined) {
        write(left, [...settled, ...open]);
        return;
      }
      const isTaken = new Set(best.members);
      const rest = open.filter((column) => !best.agreed.includes(column));
      arrange(best.members, [...settled, ...best.agreed], rest);
      left = left.filter((row) => !isTaken.has(row));
    }
  };
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  arrange(
    everyRow,
    [],
    Array.from({ length: columns }, (_, column) => column),
  );
}

interface Values {
  readonly rows: number;
  readonly cells: Int32Array;
  readonly weights: Int32Array;
}

/** The group with the highest gain; undefined where no value occurs twice. */
function bestGroup(
  left: readonly number[],
  open: readonly number[],
  values: Values,
): Group | undefined {
  const { rows, cells, weights } = values;
  let best: Group | undefined;
  for (const column of open) {
    const groups = new Map<number, number[]>();
    for (const row of left) {
      const value = cells[column * rows + row] ?? 0;
      const members = groups.get(value);
      if (members === undefined) groups.set(value, [row]);
      else members.push(row);
    }
    for (const members of groups.values()) {
      if (members.length < 2) continue;
      const agreed = open.filter((other) => isShared(members, cells, other * rows));
      const weight = agreed.reduce(
        (sum, other) => sum + (weights[cells[other * rows + (members[0] ?? 0)] ?? 0] ?? 0),
        0,
      );
      const gain = weight ** 2 * (members.length - 1);
      if (gain > (best?.gain ?? 0)) best = { members, agreed, gain };
    }
  }
  return best;
}

/** Whether rows agree on the column that starts at this offset. */
function isShared(members: readonly number[], cells: Int32Array, offset: number): boolean {
  const value = cells[offset + (members[0] ?? 0)];
  return members.every((row) => cells[offset + row] === value);
}
