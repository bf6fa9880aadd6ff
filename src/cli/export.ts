import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { TABLE_FORMATS, writeTables } from '../session/tables/write-tables.ts';
import type { CommandContext } from './command.ts';
import { RUN_ARGUMENT, runFolder } from './run-folder.ts';

interface ExportOptions {
  readonly csv?: true;
  readonly jsonl?: true;
  readonly parquet?: true;
  readonly sources?: true;
  readonly overwrite?: true;
  readonly out?: string;
}

/** `adrs export`: the tables of a run, for pandas, DuckDB and R. */
export function registerExport(program: Command, { io }: CommandContext): void {
  program
    .command('export')
    .description('write tables of programs, cases and calls, for pandas, DuckDB or R')
    .argument('<run>', RUN_ARGUMENT)
    .option('--csv', 'as comma-separated values')
    .option('--jsonl', 'as a JSON object a line')
    .option('--parquet', 'as Apache Parquet')
    .option('--sources', 'with the texts of programs')
    .option('--out <folder>', "folder for the files; tables in the run's folder by default")
    .option('--overwrite', 'replace files that are there')
    .action(async (run: string, options: ExportOptions) => {
      const { csv, jsonl, parquet, sources, overwrite, out } = options;
      const wanted = { csv, jsonl, parquet };
      const formats = Object.values(TABLE_FORMATS).filter(({ ending }) => wanted[ending]);
      if (formats.length === 0) {
        throw new ConfigError('no format is asked for', {
          hint: 'add --csv, --jsonl or --parquet, or several of them',
        });
      }
      const files = await writeTables(await runFolder(run), {
        formats,
        out,
        sources: sources === true,
        overwrite: overwrite === true,
      });
      for (const file of files) io.out(path.relative(process.cwd(), file) || file);
    });
}
