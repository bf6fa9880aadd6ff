import type { Command } from 'commander';
import { renderRunText } from '../report/text/run.ts';
import type { CommandContext } from './command.ts';
import { printRun } from './print-lines.ts';
import { withStoredRun } from '../session/stored-run.ts';
import { RUN_ARGUMENT, runFolder } from './run-folder.ts';

/** `adrs show`: shows the state of a run. */
export function registerShow(program: Command, { io }: CommandContext): void {
  program
    .command('show')
    .description('show what a run has found')
    .argument('<run>', RUN_ARGUMENT)
    .option('--json', 'print everything as JSON')
    .action(async (run: string, options: { readonly json?: true }) => {
      await withStoredRun(await runFolder(run), ({ view, fold, folder, doubt, ...archive }) => {
        const { logHash, archiveHash, head, elites } = archive;
        const { samples: _samples, ...facts } = view;
        if (options.json) {
          io.out(JSON.stringify({ ...facts, folder, logHash, head, archiveHash, elites }));
        } else {
          const { cases } = fold;
          const details = { logHash, head, archiveHash, elites, cases, width: io.outColumns };
          printRun(io, renderRunText(view, details));
        }
        if (doubt !== undefined) io.err(doubt);
      });
    });
}
