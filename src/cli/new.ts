import path from 'node:path';
import type { Command } from 'commander';
import { createProblem, projectFolder } from '../session/new-problem.ts';
import type { CommandContext } from './command.ts';

/** `adrs new problem`: a working problem to start from. */
export function registerNew(program: Command, { io }: CommandContext): void {
  program
    .command('new')
    .description('start something new')
    .command('problem')
    .description('write a working problem to start from, with its test')
    .argument('<name>', 'in kebab-case')
    .option(
      '--dir <folder>',
      'where problems/ and test/ are; by default the nearest folder upwards with a package.json',
    )
    .action(async (name: string, { dir }: { readonly dir?: string }) => {
      const root = dir ?? (await projectFolder(process.cwd()));
      const { folder, test } = await createProblem(name, root);
      const show = (file: string): string => path.relative(root, file);
      io.out(`wrote ${folder} and ${test}`);
      if (path.relative(process.cwd(), root) !== '') io.out(`from ${path.resolve(root)}:`);
      io.out(`check it: npx adrs check ${show(folder)}`);
      io.out(`test it:  npx vitest run ${show(test)}`);
      io.out(`run it:   npx adrs run ${show(path.join(folder, 'run.yaml'))}`);
    });
}
