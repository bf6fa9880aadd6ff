import type { Command } from 'commander';
import { resumeSession } from '../session/reopen-session.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import { collect } from './collect.ts';
import type { CommandContext } from './command.ts';
import { PROBLEM_OPTION, RUN_ARGUMENT, runFolder } from './run-folder.ts';

interface ResumeOptions extends DriveOptions {
  readonly set: readonly string[];
  readonly problem?: string;
  readonly allowChangedProblem?: true;
  readonly testWasSeen?: true;
}

/** `adrs resume`: resumes a stopped or crashed run, or goes on with a finished one. */
export function registerResume(program: Command, context: CommandContext): void {
  program
    .command('resume')
    .description('resume a stopped or crashed run; with a change, a finished one, too')
    .argument('<run>', RUN_ARGUMENT)
    .option(
      '--set <path.to.key=value>',
      'change a budget, limits, slots, models or proposers from here on; repeatable',
      collect,
      [],
    )
    .option(
      '--allow-changed-problem',
      'go on although the problem or a plug-in has changed: references and elites are measured again',
    )
    .option(
      '--test-was-seen',
      'go on although the test split was opened; every later test value says so',
    )
    .option(...PROBLEM_OPTION)
    .option('--env <file>', 'read variables, such as keys, from a file; those that are set stay')
    .option('--json', 'print every event as a line of JSON')
    .action(async (run: string, { json, ...changes }: ResumeOptions) => {
      await driveRun(
        async (session) => resumeSession(await runFolder(run), { ...changes, ...session }),
        context,
        json ? { json } : {},
      );
    });
}
