import { Command, CommanderError } from 'commander';
import { addEnvironmentFile, takeEnvironment } from '../config/environment.ts';
import { ADRS_VERSION } from '../config/version.ts';
import { AdrsError, ConfigError, StalledError } from '../core/errors.ts';
import { visibleText } from '../report/text/visible-text.ts';
import { registerCheck } from './check.ts';
import type { CommandContext } from './command.ts';
import { registerCompletion } from './completion.ts';
import { registerDoctor } from './doctor.ts';
import { registerEval } from './eval.ts';
import { EXIT, QuietExit } from './exit-codes.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerFinish } from './finish.ts';
import { registerInit } from './init.ts';
import { registerKinds } from './kinds.ts';
import { registerMailbox } from './mailbox.ts';
import { registerModels } from './models.ts';
import { registerNew } from './new.ts';
import { registerProblems } from './problems.ts';
import { registerPrograms } from './programs.ts';
import { registerReplay } from './replay.ts';
import { registerReport } from './report.ts';
import { registerResume } from './resume.ts';
import { registerRun } from './run.ts';
import { registerRuns } from './runs.ts';
import { registerSchema } from './schema.ts';
import { registerShow } from './show.ts';
import { watchInterrupts } from './interrupts.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const COMMANDS = [
  registerRun,
  registerResume,
  registerFinish,
  registerRuns,
  registerShow,
  registerPrograms,
  registerExplain,
  registerReport,
  registerExport,
  registerReplay,
  registerEval,
  registerCheck,
  registerProblems,
  registerModels,
  registerKinds,
  registerSchema,
  registerMailbox,
  registerInit,
  registerNew,
  registerDoctor,
  registerCompletion,
] as const;

const TRUST = `
run, resume, replay, eval, check, kinds FILE, schema FILE and models FILE load the code of a problem and of plug-ins,
or start commands that a run file names, with your rights: trust these files as you trust a program.
runs, show, programs, report, explain and export read the logs of runs and load nothing else.`;

/**
 * Runs one command line. Answers with an exit code, one of `EXIT`. An error that is not an AdrsError is a bug and is
 * thrown.
 */
export async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  const { io, signal } = context;
  const program = createProgram(context);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return signal.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused;
    if (signal.aborted) return EXIT.interrupted;
    if (error instanceof QuietExit) return error.exitCode;
    if (!(error instanceof AdrsError)) throw error;
    printError(io, error);
    if (error instanceof StalledError) return EXIT.stalled;
    return error instanceof ConfigError ? EXIT.misused : EXIT.failed;
  }
}

function createProgram(context: CommandContext): Command {
  const { io } = context;
  const program = new Command('adrs')
    .description('Discovers algorithms for computer systems.')
    .version(ADRS_VERSION)
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'E_CONFIG ')),
    })
    .addHelpText('after', TRUST)
    .showHelpAfterError('  hint: adrs --help lists the commands')
    .exitOverride()
    .hook('preAction', (_, command) => {
      const file: unknown = command.opts()['env'];
      if (typeof file === 'string') addEnvironmentFile(file);
    });
  for (const register of COMMANDS) register(program, context);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

/** Each line about a configuration is a mistake of its own; of other errors the first line is the message. */
function printError(io: Terminal, error: AdrsError): void {
  // A message may hold text of a provider or a candidate.
  const lines = visibleText(error.message.trimEnd()).split('\n');
  for (const [index, line] of lines.entries()) {
    const isMistake = index === 0 || error instanceof ConfigError;
    io.err(isMistake ? `${error.code} ${line}` : `  ${line}`, 'bad');
  }
  if (error.hint !== undefined) io.err(`  hint: ${visibleText(error.hint)}`);
}

/** Runs the command line of this process to its end. */
export async function runProcess(): Promise<void> {
  // A reader that went away (`adrs show x | head`) is no failure, and who reads messages may go before the run ends.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await main(process.argv.slice(2), {
    io: processTerminal(),
    signal: watchInterrupts(takeEnvironment()),
  });
}
