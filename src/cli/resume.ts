import type { Command } from 'commander';
import { resumeSession } from '../session/session.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import type { CommandContext } from './command.ts';
import { runFolder } from './run-folder.ts';

/** `adrs resume`: resumes a stopped or crashed run. */
export function registerResume(program: Command, context: CommandContext): void {
  program
    .command('resume')
    .description('resume a stopped or crashed run')
    .argument('<run>', 'folder of a run, or its name under runs/')
    .option('--json', 'print every event as a line of JSON')
    .action(async (run: string, options: DriveOptions) => {
      await driveRun((session) => resumeSession(runFolder(run), session), context, options);
    });
}
