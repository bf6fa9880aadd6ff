import type { Table } from '../../policy.d.ts';
import { compareRows } from '../shared/sort-rows.ts';

/** Recursions over the rows without the chosen value, before statistics decide. */
const ROW_STOP = 4;
/** Recursions over the columns behind the chosen value, before statistics decide. */
const COLUMN_STOP = 2;
/** Least hit count worth a recursion, in characters squared; a token has 4. */
const EARLY_STOP = { characters: 100_000, tokens: 100_000 / 16 };
/** Columns with more different values than this share of the rows stay at the end. */
const DISTINCT_SHARE = 0.7;
/** Longer tables are halved until no part is longer. */
const MOST_ROWS = 2000;

/** The table and where the answer goes. */
interface Job {
  readonly table: Table;
  readonly cells: Int32Array;
  readonly weights: Int32Array;
  readonly determines: Int32Array;
  /** Writes the columns of a row, from the first on. */
  readonly write: (row: number, order: readonly number[]) => void;
}

/** Some rows, the columns that are settled for them, and those that are open. */
interface Part {
  readonly rows: readonly number[];
  readonly settled: readonly number[];
  readonly open: readonly number[];
  readonly rowDepth: number;
  readonly columnDepth: number;
}

/**
 * Greedy group recursion: the value that saves most, by its squared length, goes first in all rows that
 * have it, with the columns it determines; then the same for the columns behind it, and for the other
 * rows. Rows are sorted by what they became.
 */
export function reorder(
  table: Table,
  cells: Int32Array,
  weights: Int32Array,
  determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void {
  const { rows, columns } = table;
  const write = (row: number, order: readonly number[]): void => {
    columnOrder.set(order, row * columns);
  };
  const all = Array.from({ length: columns }, (_, column) => column);
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  const job = { table, cells, weights, determines, write };
  const statistics = all.map((column) => statisticsOf(job, everyRow, column));
  const last = all.filter((column) => (statistics[column]?.distinct ?? 0) > DISTINCT_SHARE * rows);
  last.sort((a, b) => (statistics[b]?.score ?? 0) - (statistics[a]?.score ?? 0));
  const open = all.filter((column) => !last.includes(column));
  const fixed = byStatistics(job, everyRow, open);
  everyRow.sort(compareRows(cells, table, fixed));
  const behind = {
    ...job,
    write: (row: number, order: readonly number[]) => write(row, [...order, ...last]),
  };
  halved(everyRow, (part) => {
    recurse(behind, { rows: part, settled: [], open, rowDepth: 0, columnDepth: 0 });
  });
  sortByPrompts(job, rowOrder, columnOrder);
}

function halved(rows: readonly number[], visit: (part: readonly number[]) => void): void {
  if (rows.length <= MOST_ROWS) {
    visit(rows);
    return;
  }
  const middle = Math.floor(rows.length / 2);
  halved(rows.slice(0, middle), visit);
  halved(rows.slice(middle), visit);
}

function recurse(job: Job, part: Part): void {
  const { rows, settled, open, rowDepth, columnDepth } = part;
  if (rows.length === 0) return;
  const isDeep = rowDepth >= ROW_STOP || columnDepth >= COLUMN_STOP;
  const best = isDeep ? undefined : bestValue(job, rows, open);
  if (best === undefined || best.hits < EARLY_STOP[job.table.unit]) {
    const order = [...settled, ...byStatistics(job, rows, open)];
    for (const row of rows) job.write(row, order);
    return;
  }
  const { column, value } = best;
  const has = (row: number): boolean => job.cells[column * job.table.rows + row] === value;
  const first = [column, ...determinedBy(job, column, open)];
  recurse(job, {
    rows: rows.filter(has),
    settled: [...settled, ...first],
    open: open.filter((other) => !first.includes(other)),
    rowDepth,
    columnDepth: columnDepth + 1,
  });
  recurse(job, { ...part, rows: rows.filter((row) => !has(row)), rowDepth: rowDepth + 1 });
}

interface Choice {
  readonly column: number;
  readonly value: number;
  readonly hits: number;
}

/** The value with the highest hit count: what it and the columns it determines save, by squared weights. */
function bestValue(job: Job, rows: readonly number[], open: readonly number[]): Choice | undefined {
  let best: Choice | undefined;
  for (const column of open) {
    const determined = determinedBy(job, column, open);
    const counts = new Map<number, number>();
    const savings = new Map<number, number>();
    for (const row of rows) {
      const value = job.cells[column * job.table.rows + row] ?? 0;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (!savings.has(value)) {
        const columns = [column, ...determined];
        savings.set(
          value,
          columns.reduce((sum, one) => sum + weightOf(job, one, row) ** 2, 0),
        );
      }
    }
    for (const [value, count] of counts) {
      const hits = (savings.get(value) ?? 0) * (count - 1);
      if (hits > (best?.hits ?? 0)) best = { column, value, hits };
    }
  }
  return best;
}

function determinedBy(job: Job, column: number, open: readonly number[]): number[] {
  const { columns } = job.table;
  return open.filter((to) => to !== column && job.determines[column * columns + to] === 1);
}

/** Columns by squared mean length and repetition, as these rows have them. */
function byStatistics(job: Job, rows: readonly number[], columns: readonly number[]): number[] {
  const scores = new Map(columns.map((one) => [one, statisticsOf(job, rows, one).score]));
  return [...columns].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

function statisticsOf(
  job: Job,
  rows: readonly number[],
  column: number,
): { readonly distinct: number; readonly score: number } {
  const values = new Set<number>();
  let weight = 0;
  for (const row of rows) {
    values.add(job.cells[column * job.table.rows + row] ?? 0);
    weight += weightOf(job, column, row);
  }
  const repetition = rows.length / Math.max(values.size, 1) - 1;
  return { distinct: values.size, score: (weight / rows.length) ** 2 * repetition };
}

function weightOf({ table, cells, weights }: Job, column: number, row: number): number {
  return weights[cells[column * table.rows + row] ?? 0] ?? 0;
}

function sortByPrompts({ table, cells }: Job, rowOrder: Int32Array, columnOrder: Int32Array): void {
  const { rows, columns } = table;
  const valueAt = (row: number, position: number): number =>
    cells[(columnOrder[row * columns + position] ?? 0) * rows + row] ?? 0;
  rowOrder.sort((a, b) => {
    for (let position = 0; position < columns; position += 1) {
      const order = valueAt(a, position) - valueAt(b, position);
      if (order !== 0) return order;
    }
    return a - b;
  });
}
