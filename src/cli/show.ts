import type { Command } from 'commander';
import { renderRunText } from '../report/text/run.ts';
import type { CommandContext } from './command.ts';
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
        const text = options.json
          ? JSON.stringify({ ...facts, folder, logHash, head, archiveHash, elites })
          : renderRunText(view, { logHash, head, archiveHash, elites, cases: fold.cases });
        io.out(text);
        if (doubt !== undefined) io.err(doubt);
      });
    });
}
