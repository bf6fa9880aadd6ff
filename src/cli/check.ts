import { InvalidArgumentError, type Command } from 'commander';
import { checkApart } from '../session/check/check-apart.ts';
import { locateProblem } from '../session/find-problem.ts';
import { visibleLine } from '../report/text/visible-text.ts';
import { checkText } from './check-text.ts';
import type { CommandContext } from './command.ts';
import { EXIT, QuietExit } from './exit-codes.ts';

interface CheckFlags {
  readonly data?: string;
  readonly timeout?: number;
  readonly json?: true;
}

/** Seconds for which code of a problem may run without a pause, unless a person says otherwise. */
const BLOCK_SECONDS = 60;

/** `adrs check`: the laws of problems, without a test runner. */
export function registerCheck(program: Command, { io, signal }: CommandContext): void {
  program
    .command('check')
    .description('check a problem: its cases, simulation, policies, exploits, bounds and types')
    .argument('<problem>', 'name of a folder in problems/, or a path')
    .option('--data <dir>', "folder with the problem's original data, to check that it loads")
    .option(
      '--timeout <seconds>',
      'most processor time of one case, and of code that makes cases',
      secondsOf,
    )
    .option('--json', 'print the report as JSON; docs/check.md describes it')
    .action(async (name: string, { data, timeout, json }: CheckFlags) => {
      const location = await locateProblem(name, process.cwd());
      const report = await checkApart({
        location,
        data,
        caseSeconds: timeout,
        blockSeconds: timeout ?? BLOCK_SECONDS,
        signal,
        onLaw: (text) => io.draw(visibleLine(`checking: ${text}`, io.columns - 1)),
      });
      io.draw('');
      if (json) io.out(JSON.stringify(report));
      else for (const line of checkText(report, process.cwd())) io.out(line);
      if (report.status === 'failed') throw new QuietExit(EXIT.failed);
    });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new InvalidArgumentError('It is a number of seconds above 0.');
}
