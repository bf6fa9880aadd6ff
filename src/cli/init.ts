import path from 'node:path';
import type { Command } from 'commander';
import { createProject } from '../session/new-project.ts';
import type { CommandContext } from './command.ts';

/** `adrs init`: a project of one's own. */
export function registerInit(program: Command, { io }: CommandContext): void {
  program
    .command('init')
    .description('write a project to start from: a first problem, its run file and test, CI')
    .argument('<folder>', 'a new folder, or . for this one; nothing in it is written over')
    .option(
      '--adrs <source>',
      'where npm gets adrs-lab: versions, a folder or a tarball; by default versions like this one',
    )
    .action(async (given: string, { adrs }: { readonly adrs?: string }) => {
      const { folder, runFile } = await createProject({ folder: given, adrs });
      const isHere = folder === process.cwd();
      io.out(`wrote ${folder}, with the problem ${path.dirname(path.relative(folder, runFile))}`);
      io.out(`start it: ${isHere ? '' : `cd ${quoted(given)} && `}npm install && npx adrs run`);
    });
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
