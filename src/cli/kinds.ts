import type { Command } from 'commander';
import { describeKinds } from '../session/describe-kinds.ts';
import type { CommandContext } from './command.ts';

/** `adrs kinds`: what a run file can name, with options and defaults. */
export function registerKinds(program: Command, { io }: CommandContext): void {
  program
    .command('kinds')
    .description('list searches, archives, proposers and model providers with their options')
    .argument('[file]', 'a run file, whose plug-ins are listed too')
    .option('--json-schema', 'print the JSON Schema of run files, for an editor')
    .action(async (file: string | undefined, { jsonSchema }: { readonly jsonSchema?: true }) => {
      const { rows, schema } = await describeKinds(file);
      io.out(jsonSchema ? JSON.stringify(schema(), undefined, 2) : rows);
    });
}
