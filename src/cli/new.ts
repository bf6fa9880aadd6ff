import path from 'node:path';
import type { Command } from 'commander';
import { createProblem } from '../session/new-problem.ts';
import type { CommandContext } from './command.ts';

/** `adrs new problem`: a working problem to start from. */
export function registerNew(program: Command, { io }: CommandContext): void {
  program
    .command('new')
    .description('start something new')
    .command('problem')
    .description('write a working problem to start from, with its test')
    .argument('<name>', 'in kebab-case')
    .option('--dir <folder>', 'where problems/ and test/ are', '.')
    .action(async (name: string, { dir }: { readonly dir: string }) => {
      const { folder, test } = await createProblem(name, dir);
      const show = (file: string): string => path.relative(process.cwd(), file) || '.';
      io.out(`wrote ${show(folder)} and ${show(test)}`);
      io.out(`test it: npx vitest run ${show(test)}`);
      io.out(`run it:  npx adrs run ${show(path.join(folder, 'run.yaml'))}`);
    });
}
