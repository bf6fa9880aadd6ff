import type { LoggedEvent } from '../../core/store.ts';
import type { Json } from '../../core/json.ts';
import type { RunFold } from '../run-fold.ts';

/** The kind of a column. `time`: milliseconds since 1970, by the writer's clock. `json`: any value. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'json';

/** A column of a table of a run. docs/export.md lists them. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Cells by the names of their columns; null where there is no value. */
export type TableRow = Readonly<Record<string, Json>>;

/** A run as its log tells it. */
export interface TableSource {
  /** Name of its folder. */
  readonly id: string;
  /** Has read the whole log. */
  readonly fold: RunFold;
  readonly blob: (hash: string) => string | undefined;
  /** The log from its start. */
  readonly events: () => AsyncIterable<LoggedEvent>;
}

/** A table of a run, made row by row while the log is read. */
export interface RunTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: (run: TableSource) => AsyncIterable<TableRow>;
}
