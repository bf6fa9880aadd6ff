import type { Command } from 'commander';
import { optionSetting } from '../config/settings.ts';
import { estimateRun } from '../session/estimate/estimate.ts';
import { findRunFile } from '../session/find-run-file.ts';
import { startSession } from '../session/session.ts';
import { collect } from './collect.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import { estimateText } from './estimate-text.ts';
import type { CommandContext } from './command.ts';
import { runFolder } from './run-folder.ts';

interface RunOptions extends DriveOptions {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly out?: string;
  readonly replies?: string;
  readonly offline?: true;
  readonly estimate?: true;
}

/** `adrs run`: starts a run, or estimates its cost. */
export function registerRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('start a run')
    .argument(
      '[file]',
      'a run file, or the name of a problem that has one; by default the only one of the project',
    )
    .option('--set <path.to.key=value>', 'change a key of the run file; repeatable', collect, [])
    .option('--seed <seed>', "the run's seed, in place of that of the run file")
    .option('--out <dir>', 'folder for the run; a new one under runs/ by default')
    .option('--replies <run>', 'take the replies of models from a recorded run')
    .option('--offline', 'ask no model: a call that --replies does not answer fails')
    .option('--estimate', 'print what the run is likely to cost, and do not start it')
    .option('--env <file>', 'read variables, such as keys, from a file; those that are set stay')
    .option('--json', 'print every event, or the estimate, as a line of JSON')
    .action(async (given: string | undefined, options: RunOptions) => {
      const file = await findRunFile(given);
      const { out, json, estimate } = options;
      const set = await settingsOf(options);
      if (estimate) {
        const estimated = await estimateRun({ file, set }, context.signal);
        const { io } = context;
        io.out(json ? JSON.stringify(estimated) : estimateText(estimated, io.outColumns));
        return;
      }
      await driveRun(
        (session) => startSession({ file, set, out, ...session }),
        context,
        json ? { json } : {},
      );
    });
}

/** Flags are settings that come last. */
async function settingsOf({ set, seed, replies, offline }: RunOptions): Promise<readonly string[]> {
  const flags: string[] = [];
  if (seed !== undefined) flags.push(optionSetting('seed', seed));
  if (replies !== undefined) flags.push(optionSetting('replies.from', await runFolder(replies)));
  if (offline) flags.push(optionSetting('replies.misses', 'fail'));
  return [...set, ...flags];
}
