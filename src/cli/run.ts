import type { Command } from 'commander';
import { startSession } from '../config/session.ts';
import { driveRun, type DriveOptions } from './drive-run.ts';
import type { CommandContext } from './main.ts';

interface RunOptions extends DriveOptions {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly out?: string;
}

/** `adrs run`: starts a run. */
export function registerRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('start a run')
    .argument('<file>', 'a run file, such as problems/cant-be-late/run.yaml')
    .option('--set <path.to.key=value>', 'change a key of the run file; repeatable', collect, [])
    .option('--seed <seed>', "the run's seed, in place of that of the run file")
    .option('--out <dir>', 'folder for the run; a new one under runs/ by default')
    .option('--json', 'print every event as a line of JSON')
    .action(async (file: string, { set, seed, out, json }: RunOptions) => {
      const seeded = seed === undefined ? set : [...set, `seed=${JSON.stringify(seed)}`];
      await driveRun(
        (options) => startSession({ file, set: seeded, out, ...options }),
        context,
        json ? { json } : {},
      );
    });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
