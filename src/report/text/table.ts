import stringWidth from 'string-width';
import { cutStartToWidth, cutToWidth } from './cut-to-width.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** `left` when left out: texts; numbers stand at the right. */
  readonly align?: 'left' | 'right';
  /** Width to which its cells may be cut where room lacks; they are never cut when left out. */
  readonly least?: number;
  /** Whether cells lose their beginning, as ids that end in a time; they lose their end when left out. */
  readonly cutsStart?: true;
  /** Columns with a number leave where room still lacks, the highest first; others stay. */
  readonly leaves?: number;
}

/** The texts of a table. */
export interface TableText {
  readonly columns: readonly Column[];
  /** A cell a column. */
  readonly rows: readonly (readonly string[])[];
}

const GAP = 2;

/**
 * A table as lines, its titles first, that fit into `width` columns of a terminal: cells are cut first, then columns
 * leave. Columns without any text vanish. Wide characters count as a terminal shows them.
 */
export function renderTable(table: TableText, width = Infinity): readonly string[] {
  const { columns, rows } = fitting(withoutEmpty(table), width);
  const widths = widthsOf({ columns, rows }, width);
  const titles = columns.map(({ title }) => title);
  return [titles, ...rows].map((row) =>
    cutToWidth(
      row
        .map((cell, index) => padded(cell, { column: columns[index], width: widths[index] ?? 0 }))
        .join(' '.repeat(GAP))
        .trimEnd(),
      width,
    ),
  );
}

function withoutEmpty(table: TableText): TableText {
  return keeping(table, (index) => table.rows.some((row) => (row[index] ?? '') !== ''));
}

/** The table without the columns for which there is no room, whatever is cut. */
function fitting(table: TableText, width: number): TableText {
  const { columns } = table;
  const needed = sum(naturalWidths(table).map((wide, index) => leastOf(wide, columns[index])));
  if (needed + GAP * (columns.length - 1) <= width) return table;
  const order = columns.map(({ leaves }) => leaves ?? -1);
  const last = Math.max(...order);
  if (last < 0) return table;
  const leaving = order.lastIndexOf(last);
  return fitting(
    keeping(table, (index) => index !== leaving),
    width,
  );
}

function keeping({ columns, rows }: TableText, keeps: (index: number) => boolean): TableText {
  return {
    columns: columns.filter((_, index) => keeps(index)),
    rows: rows.map((row) => row.filter((_, index) => keeps(index))),
  };
}

function naturalWidths({ columns, rows }: TableText): readonly number[] {
  return columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), stringWidth(title)),
  );
}

function leastOf(natural: number, column: Column | undefined): number {
  return Math.min(natural, column?.least ?? natural);
}

/** Natural widths, or where they are too much in all, the widest that may be cut is, until they fit. */
function widthsOf(table: TableText, width: number): readonly number[] {
  const widths = [...naturalWidths(table)];
  let over = sum(widths) + GAP * (widths.length - 1) - width;
  while (over > 0) {
    const slack = widths.map((wide, index) => wide - leastOf(wide, table.columns[index]));
    const cuttable = widths.map((wide, index) => ((slack[index] ?? 0) > 0 ? wide : 0));
    const widest = cuttable.indexOf(Math.max(...cuttable));
    if ((cuttable[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

function padded(
  text: string,
  { column, width }: { readonly column: Column | undefined; readonly width: number },
): string {
  const cell = column?.cutsStart ? cutStartToWidth(text, width) : cutToWidth(text, width);
  const padding = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return column?.align === 'right' ? padding + cell : cell + padding;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
