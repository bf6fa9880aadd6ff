import type { Command } from 'commander';
import { describeKinds } from '../session/describe-kinds.ts';
import type { CommandContext } from './command.ts';

/** `adrs schema`: the JSON Schema of run files. */
export function registerSchema(program: Command, { io }: CommandContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of run files, by which editors complete and check them')
    .argument('[file]', 'a run file, whose plug-ins the schema then knows, too')
    .action(async (file: string | undefined) => {
      const { schema } = await describeKinds(file);
      io.out(JSON.stringify(schema(), undefined, 2));
    });
}
