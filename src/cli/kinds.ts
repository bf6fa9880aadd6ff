import type { Command } from 'commander';
import { describeKinds } from '../session/describe-kinds.ts';
import type { CommandContext } from './command.ts';

/** `adrs kinds`: what a run file can name, with options and defaults. */
export function registerKinds(program: Command, { io }: CommandContext): void {
  program
    .command('kinds')
    .description('list searches, archives, proposers and model providers with their options')
    .argument('[file]', 'a run file, whose plug-ins are listed too')
    .action(async (file: string | undefined) => {
      io.out((await describeKinds(file)).rows);
    });
}
