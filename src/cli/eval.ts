import type { Command } from 'commander';
import { readPolicyArgument } from '../session/policies.ts';
import { findProblem } from '../session/find-problem.ts';
import { openStandaloneEvaluation } from '../session/evaluation-setup.ts';
import { evalLimits } from '../session/eval-limits.ts';
import { collect } from './collect.ts';
import type { CommandContext } from './command.ts';
import type { Terminal } from './terminal.ts';
import { visibleText } from '../report/text/visible-text.ts';
import { EXIT, QuietExit } from './exit-codes.ts';
import { formatEvaluation } from '../report/text/evaluation.ts';

interface EvalOptions {
  readonly split: string;
  readonly data?: string;
  readonly seed: string;
  readonly set: readonly string[];
  readonly json?: true;
}

/** `adrs eval`: measures one policy. */
export function registerEval(program: Command, { io, signal }: CommandContext): void {
  program
    .command('eval')
    .description('measure and audit one policy')
    .argument('<problem>', 'name of a folder in problems/, or a path')
    .argument('<policy>', 'a file, seed:NAME or baseline:NAME')
    .option('--split <name>', 'train, validation, test or a split of the problem', 'train')
    .option('--data <dir>', "folder with the problem's original data")
    .option('--seed <seed>', 'names the random streams of the simulation', '1')
    .option(
      '--set <limits.key=value>',
      'change a limit of the evaluation, such as limits.timeoutMs; repeatable',
      collect,
      [],
    )
    .option('--json', 'print the Evaluation as JSON')
    .action(async (name: string, policy: string, options: EvalOptions) => {
      const { problem } = await findProblem(name, process.cwd());
      const source = await readPolicyArgument(problem, policy);
      const onLog = (text: string): void => printLog(io, text);
      const limits = evalLimits(options.set);
      await using evaluator = openStandaloneEvaluation(problem, { ...options, limits, onLog });
      const evaluation = await evaluator.measure(
        { name: policy, source, split: options.split },
        signal,
      );
      io.out(
        options.json ? JSON.stringify(evaluation) : formatEvaluation(evaluation, problem.objective),
      );
      if (evaluation.status !== 'scored') throw new QuietExit(EXIT.noScore);
    });
}

/** What a simulation logged may hold what a policy answered: each line is marked, and none can act on the terminal. */
function printLog(io: Terminal, text: string): void {
  for (const line of visibleText(text).split('\n')) io.err(`simulation: ${line}`);
}
