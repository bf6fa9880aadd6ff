import type { Command } from 'commander';
import { checkModels, type ModelsReport } from '../session/check-models.ts';
import { ModelError } from '../core/errors.ts';
import type { CommandContext } from './command.ts';
import { modelsText } from './models-text.ts';

interface ModelsOptions {
  readonly set: readonly string[];
  readonly check: boolean;
  readonly json?: true;
}

/** `adrs models`: lists models with their prices and checks that they answer. */
export function registerModels(program: Command, { io, signal }: CommandContext): void {
  program
    .command('models')
    .description('list models with their prices, and ask each a tiny question')
    .argument('[file]', 'a run file; without one, the model that "model: auto" finds')
    .option('--set <path.to.key=value>', 'change a key of the run file; repeatable', collect, [])
    .option('--no-check', 'ask nothing')
    .option('--env <file>', 'read variables, such as keys, from a file; those that are set stay')
    .option('--json', 'print everything as JSON')
    .action(async (file: string | undefined, { set, check, json }: ModelsOptions) => {
      const report = await checkModels({ file, set, ask: check }, signal);
      io.out(json ? JSON.stringify(report) : modelsText(report, io.outColumns));
      failIfAny(report);
    });
}

function failIfAny({ models }: ModelsReport): void {
  const failed = models.filter(({ check }) => check?.status === 'failed');
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => name).join(', ');
  const [first] = failed;
  throw new ModelError(
    `${failed.length === 1 ? 'this model does' : 'these models do'} not answer: ${names}`,
    {
      kind: 'unavailable',
      hint: first?.check?.status === 'failed' ? first.check.hint : undefined,
    },
  );
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
