import type { Command } from 'commander';
import { resumeSession } from '../session/session.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import type { CommandContext } from './command.ts';
import { runFolder } from './run-folder.ts';

/** `adrs resume`: goes on with a run that stopped. */
export function registerResume(program: Command, context: CommandContext): void {
  program
    .command('resume')
    .description('go on with a run that stopped, however it stopped')
    .argument('<run>', 'folder of a run, or its name under runs/')
    .option('--json', 'print every event as a line of JSON')
    .action(async (run: string, options: DriveOptions) => {
      await driveRun((session) => resumeSession(runFolder(run), session), context, options);
    });
}
