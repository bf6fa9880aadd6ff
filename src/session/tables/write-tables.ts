import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AdrsError, ConfigError, messageOf } from '../../core/errors.ts';
import { callsTable } from '../../view/tables/calls-table.ts';
import { casesTable } from '../../view/tables/cases-table.ts';
import { programsTable } from '../../view/tables/programs-table.ts';
import type { RunTable } from '../../view/tables/run-table.ts';
import { withStoredRun } from '../stored-run.ts';
import { csvFormat, jsonlFormat, parquetFormat, type TableFormat } from './formats.ts';

/** The formats by their names. */
export const TABLE_FORMATS = {
  csv: csvFormat,
  jsonl: jsonlFormat,
  parquet: parquetFormat,
} as const;

export interface WriteTables {
  readonly formats: readonly TableFormat[];
  /** Whether programs come with their texts. */
  readonly sources: boolean;
  /** Folder for the files; it is made where needed. `tables` in the run's folder when left out. */
  readonly out?: string | undefined;
  /** Whether files of these names may be replaced. */
  readonly overwrite: boolean;
}

/** The tables of every run. */
export function tablesOf({ sources }: Pick<WriteTables, 'sources'>): readonly RunTable[] {
  return [programsTable({ sources }), casesTable, callsTable];
}

/**
 * Writes the tables of the run in `folder` from its log alone and answers with the files. Each gets its name when it is
 * whole. Throws ConfigError where a file exists or cannot be written, StoreError for a log that cannot be read.
 */
export async function writeTables(
  folder: string,
  { formats, sources, out, overwrite }: WriteTables,
): Promise<readonly string[]> {
  const place = path.resolve(out ?? path.join(folder, 'tables'));
  const files = formats.flatMap((format) =>
    tablesOf({ sources }).map((table) => {
      return { format, table, file: path.join(place, `${table.name}.${format.ending}`) };
    }),
  );
  const present = files.find(({ file }) => existsSync(file));
  if (present !== undefined && !overwrite) throw exists(present.file);
  await withStoredRun(folder, async ({ fold, blob, events }) => {
    const run = { id: path.basename(folder), fold, blob, events };
    await writing(place, () => mkdir(place, { recursive: true }));
    for (const { format, table, file } of files) {
      const { columns } = table;
      await writing(file, () =>
        whole(file, (part) => format.write(part, { columns, rows: table.rows(run) })),
      );
    }
  });
  return files.map(({ file }) => file);
}

/** Writes under another name first. */
async function whole(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${file}.part`;
  try {
    await write(part);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

async function writing(target: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof AdrsError) throw cause;
    throw new ConfigError(`cannot write ${target}: ${messageOf(cause)}`, {
      cause,
      hint: 'make room, or name another folder with --out',
    });
  }
}

function exists(file: string): ConfigError {
  return new ConfigError(`${file} exists already`, {
    hint: 'name another folder with --out, or add --overwrite; nothing was written',
  });
}
