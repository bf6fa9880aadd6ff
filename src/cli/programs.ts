import type { Command } from 'commander';
import { StoreError } from '../core/errors.ts';
import { formatNumber, formatSeconds } from '../report/text/format.ts';
import { renderTable, type Column } from '../report/text/table.ts';
import { visibleLine } from '../report/text/visible-text.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
import { createProgramRows, type ProgramRow } from '../view/program-rows.ts';
import { programText } from '../view/program-text.ts';
import { sourceIn } from '../view/stored-texts.ts';
import { collect } from './collect.ts';
import type { CommandContext } from './command.ts';
import { positiveInteger } from './option-values.ts';
import { printTable } from './print-lines.ts';
import { programArgument } from './program-argument.ts';
import { RUN_ARGUMENT, runFolder } from './run-folder.ts';
import { FILTER_KEYS, selectPrograms, SORT_KEYS } from './select-programs.ts';

interface ProgramsOptions {
  readonly sort?: string;
  readonly filter: readonly string[];
  readonly limit?: string;
  readonly source?: string;
  readonly json?: true;
}

/** `adrs programs`: lists the programs of a run, or prints the text of one. */
export function registerPrograms(program: Command, { io }: CommandContext): void {
  program
    .command('programs')
    .description('list the programs of a run, one that goes on too, or print the text of one')
    .argument('<run>', RUN_ARGUMENT)
    .option('--sort <key>', `${SORT_KEYS.join(', ')}; the best first, the latest, the costliest`)
    .option(
      '--filter <key=text>',
      `only those whose ${FILTER_KEYS.join(', ')} holds the text; repeatable`,
      collect,
      [],
    )
    .option('--limit <number>', 'only the first so many')
    .option('--source <program>', 'print the text of one, such as p12 or best, and list nothing')
    .option('--json', 'print everything as JSON')
    .action(async (run: string, { source, ...options }: ProgramsOptions) => {
      await withStoredRun(await runFolder(run), async (stored) => {
        if (source !== undefined) return io.out(textOf(source, stored));
        const rows = await selectedFrom(stored, options);
        if (options.json) return io.out(JSON.stringify(rows));
        printTable(io, renderTable(tableOf(rows), io.outColumns));
      });
    });
}

async function selectedFrom(
  { events, fold, view }: StoredRun,
  { sort, filter, limit }: Omit<ProgramsOptions, 'source'>,
): Promise<readonly ProgramRow[]> {
  const most = limit === undefined ? undefined : positiveInteger('--limit', limit);
  const programs = createProgramRows();
  for await (const logged of events()) programs.add(logged);
  const smallerIsBetter = view.objective?.direction === 'minimize';
  return selectPrograms(programs.rows(fold), { sort, filter, limit: most }, smallerIsBetter);
}

/** The text of the program that an argument means. */
function textOf(name: string, stored: StoredRun): string {
  const id = programArgument(name, stored);
  const source = sourceIn(stored.blob(stored.fold.sourceHash(id) ?? ''));
  if (source === undefined) {
    throw new StoreError(`the log does not hold the text of ${id}`, {
      hint: 'restore the folder of the run from a copy',
    });
  }
  return programText(source);
}

const COLUMNS: readonly Column[] = [
  { title: 'id' },
  { title: 'parents', least: 8, leaves: 6 },
  { title: 'proposer', least: 7, leaves: 4 },
  { title: 'model', least: 6, leaves: 5 },
  { title: 'idea', least: 12, leaves: 3 },
  { title: 'status', least: 9 },
  { title: 'train', align: 'right' },
  { title: 'validation', align: 'right', leaves: 1 },
  { title: 'time', align: 'right', leaves: 2 },
];

/** Characters of an idea where nothing has to fit. */
const IDEA = 80;

function tableOf(rows: readonly ProgramRow[]): Parameters<typeof renderTable>[0] {
  const number = (value: number | null): string => (value === null ? '' : formatNumber(value));
  return {
    columns: COLUMNS,
    rows: rows.map((row) => [
      row.id,
      row.parents.join(' '),
      visibleLine(row.proposer.replace(/@.*/, '')),
      visibleLine(row.model ?? ''),
      visibleLine(row.idea, IDEA),
      row.reason === null ? row.status : `${row.status}: ${visibleLine(row.reason)}`,
      number(row.train),
      number(row.validation),
      formatSeconds(row.elapsedSeconds),
    ]),
  };
}
