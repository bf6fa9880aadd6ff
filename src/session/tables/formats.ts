import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileWriter, parquetWriteRows } from 'hyparquet-writer';
import { withEscapes } from '../../core/hidden-characters.ts';
import type { Json } from '../../core/json.ts';
import type { ColumnType, TableColumn, TableRow } from '../../view/tables/run-table.ts';

/** Rows with their columns. */
export interface Rows {
  readonly columns: readonly TableColumn[];
  readonly rows: AsyncIterable<TableRow>;
}

/** A file format; it writes a new file, or over one, as rows come. */
export interface TableFormat<E extends string = string> {
  /** The end of the file's name, without a dot. */
  readonly ending: E;
  readonly write: (file: string, table: Rows) => Promise<void>;
}

/** Rows of a group in a Parquet file: what is in memory at a time. */
const GROUP_ROWS = 20_000;

/**
 * Comma-separated values as RFC 4180 has them. A text that a spreadsheet would take for a formula gets an apostrophe
 * before it, and hidden characters are escapes.
 */
export const csvFormat: TableFormat<'csv'> = {
  ending: 'csv',
  write: (file, { columns, rows }) =>
    writeLines(file, async function* () {
      yield columns.map(({ name }) => name).join(',');
      for await (const row of rows) {
        yield columns.map(({ name, type }) => csvCell(row[name] ?? null, type)).join(',');
      }
    }),
};

/** A JSON object a line, UTF-8; times in ISO 8601. */
export const jsonlFormat: TableFormat<'jsonl'> = {
  ending: 'jsonl',
  write: (file, { columns, rows }) =>
    writeLines(file, async function* () {
      for await (const row of rows) {
        const cells = columns.map(({ name, type }) => [name, jsonCell(row[name] ?? null, type)]);
        yield JSON.stringify(Object.fromEntries(cells));
      }
    }),
};

const PARQUET_TYPES = {
  text: 'STRING',
  integer: 'INT32',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP',
  json: 'JSON',
} as const satisfies Readonly<Record<ColumnType, string>>;

/** Apache Parquet, compressed with Snappy. */
export const parquetFormat: TableFormat<'parquet'> = {
  ending: 'parquet',
  async write(file, { columns, rows }) {
    await parquetWriteRows({
      writer: fileWriter(file),
      rows: parquetRows({ columns, rows }),
      columns: columns.map(({ name, type }) => ({ name, type: PARQUET_TYPES[type] })),
      rowGroupSize: GROUP_ROWS,
    });
  },
};

async function writeLines(file: string, lines: () => AsyncIterable<string>): Promise<void> {
  await pipeline(async function* () {
    for await (const line of lines()) yield `${line}\n`;
  }, createWriteStream(file));
}

/** Texts whose first character begins a formula in a spreadsheet. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(cell: Json, type: ColumnType): string {
  if (cell === null) return '';
  if (type === 'json') return quoted(withEscapes(JSON.stringify(wellFormed(cell))));
  if (type === 'time') return isoOf(cell);
  if (typeof cell !== 'string') return JSON.stringify(cell);
  const text = withEscapes(cell);
  return quoted(FORMULA.test(text) ? `'${text}` : text);
}

/** An empty text is in quotes, so that it is no missing one. */
function quoted(text: string): string {
  return text === '' || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonCell(cell: Json, type: ColumnType): Json {
  return type === 'time' && cell !== null ? isoOf(cell) : wellFormed(cell);
}

/** Halves of surrogate pairs, which readers refuse, are replaced everywhere in a value. */
function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(wellFormed);
  const entries = Object.entries(value).map(([key, one]) => [key.toWellFormed(), wellFormed(one)]);
  return Object.fromEntries(entries);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isoOf(milliseconds: Json): string {
  return new Date(Number(milliseconds)).toISOString();
}

async function* parquetRows({ columns, rows }: Rows): AsyncGenerator<Record<string, unknown>> {
  for await (const row of rows) {
    yield Object.fromEntries(
      columns.map(({ name, type }) => [name, parquetCell(row[name] ?? null, type)]),
    );
  }
}

function parquetCell(cell: Json, type: ColumnType): unknown {
  if (cell === null) return cell;
  if (type === 'time') return new Date(Number(cell));
  return wellFormed(cell);
}
