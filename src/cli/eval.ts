import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import type { Evaluation } from '../core/program.ts';
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
import { measureProgram } from '../session/measure-program.ts';
import { withStoredRun } from '../session/stored-run.ts';
import type { ObjectiveFacts } from '../view/split-score.ts';
import { ordinalIn, programArgument } from './program-argument.ts';
import { PROBLEM_OPTION, runFolder } from './run-folder.ts';

interface EvalOptions {
  readonly split: string;
  readonly data?: string;
  readonly seed?: string;
  readonly set: readonly string[];
  readonly lookAtTest?: true;
  readonly problem?: string;
  readonly json?: true;
}

/** What was measured, and what its numbers mean. */
interface Measured {
  readonly evaluation: Evaluation;
  readonly objective: ObjectiveFacts;
}

/** `adrs eval`: measures one policy. */
export function registerEval(program: Command, context: CommandContext): void {
  const { io } = context;
  program
    .command('eval')
    .description('measure and audit one policy, or one program of a run as the run measures it')
    .argument('<problem>', 'name of a folder in problems/, or a path; or a run')
    .argument('<policy>', 'a file, seed:NAME or baseline:NAME; or a program of the run: p12, best')
    .option('--split <name>', 'train, validation, test or a split of the problem', 'train')
    .option('--data <dir>', "folder with the problem's original data")
    .option('--seed <seed>', 'names the random streams of the simulation; 1 by default')
    .option(
      '--set <limits.key=value>',
      'change a limit of the evaluation, such as limits.timeoutMs; repeatable',
      collect,
      [],
    )
    .option('--look-at-test', 'measure a program on the test split of its run, and record the look')
    .option(...PROBLEM_OPTION)
    .option('--json', 'print the Evaluation as JSON')
    .action(async (subject: string, policy: string, options: EvalOptions) => {
      const ofRun = isProgramName(policy) && !existsSync(policy);
      const measure = ofRun ? evaluateProgram : evaluatePolicy;
      const { evaluation, objective } = await measure({ subject, policy, options }, context);
      io.out(options.json ? JSON.stringify(evaluation) : formatEvaluation(evaluation, objective));
      if (evaluation.status !== 'scored') throw new QuietExit(EXIT.noScore);
    });
}

interface EvalArguments {
  readonly subject: string;
  readonly policy: string;
  readonly options: EvalOptions;
}

async function evaluatePolicy(
  { subject, policy, options }: EvalArguments,
  { io, signal }: CommandContext,
): Promise<Measured> {
  if (options.lookAtTest) throw onlyOfRun('--look-at-test is about a program of a run');
  if (options.problem) throw onlyOfRun('--problem is about a program of a run');
  const { problem } = await findProblem(subject, process.cwd());
  const source = await readPolicyArgument(problem, policy);
  const onLog = (text: string): void => printLog(io, text);
  const { data, seed = '1', set, split } = options;
  const limits = evalLimits(set);
  await using evaluator = openStandaloneEvaluation(problem, { data, seed, limits, onLog });
  const evaluation = await evaluator.measure({ name: policy, source, split }, signal);
  return { evaluation, objective: problem.objective };
}

async function evaluateProgram(
  { subject, policy, options }: EvalArguments,
  { io, signal }: CommandContext,
): Promise<Measured> {
  const { data, seed, set, split, problem, lookAtTest: mayLook = false } = options;
  if (data !== undefined || seed !== undefined || set.length > 0) {
    throw onlyOfRun("a run's own data, seed and limits measure its programs");
  }
  const folder = await runFolder(subject);
  const id = await withStoredRun(folder, (stored) => programArgument(policy, stored));
  const measured = await measureProgram({ folder, id, split, mayLook, signal, problem });
  if (measured.isRecorded) io.err(`the log now says that ${id} was measured on the test split`);
  return measured;
}

function isProgramName(name: string): boolean {
  return name === 'best' || ordinalIn(name) !== undefined;
}

function onlyOfRun(message: string): ConfigError {
  return new ConfigError(message, {
    hint: 'adrs eval RUN p12 [--split NAME] measures a program, adrs eval PROBLEM FILE a policy',
  });
}

/** What a simulation logged may hold what a policy answered: each line is marked, and none can act on the terminal. */
function printLog(io: Terminal, text: string): void {
  for (const line of visibleText(text).split('\n')) io.err(`simulation: ${line}`);
}
