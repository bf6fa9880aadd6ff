import { cellTokens, codePoints, type Form, type TableCase } from './workload.ts';

/** A table of texts. */
export interface TextTable {
  readonly columns: readonly string[];
  /** By row, then column. */
  readonly rows: readonly (readonly string[])[];
  readonly dependencies: readonly (readonly [number, number])[];
}

/** The dictionary of a table: a number for each value, and none for two columns. */
interface Dictionary {
  readonly cells: number[];
  /** By value id. */
  readonly texts: string[];
  /** By value id: the column. */
  readonly columnOf: number[];
}

/** The other properties of a case. */
export type CaseFrame = Pick<TableCase, 'id' | 'group' | 'cacheTokens'> & { readonly form: Form };

/** Encodes the texts of a table by numbers; values are numbered in the order in which a column first has them. */
export function encodeTable(table: TextTable, frame: CaseFrame): TableCase {
  const { columns, rows, dependencies } = table;
  const { cells, texts, columnOf } = dictionaryOf(table);
  const names = columns.map((name) => codePoints(name));
  const lengths = texts.map((text) => codePoints(text));
  const coded = { ...frame, rows: rows.length, columns, cells, dependencies };
  if (frame.form === 'characters') return { ...coded, weights: lengths, texts };
  const weights = lengths.map((size, value) => cellTokens(names[columnOf[value] ?? 0] ?? 0, size));
  return { ...coded, weights };
}

function dictionaryOf({ columns, rows }: TextTable): Dictionary {
  const cells: number[] = [];
  const texts: string[] = [];
  const columnOf: number[] = [];
  for (const column of columns.keys()) {
    const ids = new Map<string, number>();
    for (const row of rows) {
      const text = row[column] ?? '';
      const id = ids.get(text) ?? texts.length;
      if (id === texts.length) {
        ids.set(text, id);
        texts.push(text);
        columnOf.push(column);
      }
      cells.push(id);
    }
  }
  return { cells, texts, columnOf };
}
