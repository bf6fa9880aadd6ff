import type { Command } from 'commander';
import { finishSession } from '../session/reopen-session.ts';
import type { CommandContext } from './command.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import { PROBLEM_OPTION, RUN_ARGUMENT, runFolder } from './run-folder.ts';

interface FinishOptions extends DriveOptions {
  readonly problem?: string;
}

/** `adrs finish`: opens the test split for the finalists of a stopped run and ends it. */
export function registerFinish(program: Command, context: CommandContext): void {
  program
    .command('finish')
    .description('open the test split for the finalists of a stopped run now, and end it')
    .argument('<run>', RUN_ARGUMENT)
    .option(...PROBLEM_OPTION)
    .option('--json', 'print every event as a line of JSON')
    .action(async (run: string, { problem, ...options }: FinishOptions) => {
      await driveRun(
        async (session) => finishSession(await runFolder(run), { ...session, problem }),
        context,
        options,
      );
    });
}
