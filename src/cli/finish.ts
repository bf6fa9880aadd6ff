import type { Command } from 'commander';
import { finishSession } from '../session/reopen-session.ts';
import type { CommandContext } from './command.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import { runFolder } from './run-folder.ts';

/** `adrs finish`: opens the test split for the finalists of a stopped run and ends it. */
export function registerFinish(program: Command, context: CommandContext): void {
  program
    .command('finish')
    .description('open the test split for the finalists of a stopped run now, and end it')
    .argument('<run>', 'folder of a run, or its name under runs/')
    .option('--json', 'print every event as a line of JSON')
    .action(async (run: string, options: DriveOptions) => {
      await driveRun((session) => finishSession(runFolder(run), session), context, options);
    });
}
