import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { RootCommand, script, type Complete } from '@bomb.sh/tab';
import { Argument, type Command, type Option } from 'commander';
import { problemFiles } from '../session/find-problem.ts';
import { runFoldersIn } from '../session/runs.ts';
import type { CommandContext } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The script for bash calls a function of the package bash-completion, which is not everywhere. */
const WITHOUT_PACKAGE = `if ! declare -F _get_comp_words_by_ref > /dev/null; then
  _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  }
fi
`;

/** `adrs completion`: what a shell reads to complete command lines; and the hidden command that it then calls. */
export function registerCompletion(program: Command, { io }: CommandContext): void {
  program
    .command('completion')
    .description('print the completion script of a shell: source <(adrs completion bash)')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: string) => {
      if (shell === 'bash') io.out(WITHOUT_PACKAGE);
      script(shell, 'adrs', 'adrs');
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      completionsOf(program, await namesHere()).parse([...words]);
    });
}

/** Hands the values that fit to the library, which takes those that begin as the word does. */
type Offer = (complete: Complete) => void;

/** What can be named in a folder. */
export interface NamesHere {
  /** Names of folders in `runs/`. */
  readonly runs: readonly string[];
  readonly problems: readonly string[];
  /** Paths. */
  readonly runFiles: readonly string[];
}

/** The names in the working folder. */
async function namesHere(): Promise<NamesHere> {
  const runs = await runFoldersIn('runs');
  const files = await problemFiles(process.cwd());
  const names = await readdir('.').catch((): string[] => []);
  return {
    runs: runs.map((folder) => path.basename(folder)),
    problems: [...new Set(files.map((file) => path.basename(path.dirname(file))))],
    runFiles: [
      ...names.filter((name) => /\.ya?ml$/.test(name)),
      ...files
        .map((file) => path.relative(process.cwd(), path.join(path.dirname(file), 'run.yaml')))
        .filter((file) => !file.startsWith('..')),
    ],
  };
}

/** The completions of a program's commands, of their options and of names. */
export function completionsOf(program: Command, names: NamesHere): RootCommand {
  const root = new RootCommand();
  const add = (command: Command, words: readonly string[]): void => {
    const help = command.createHelp();
    const entry = words.length === 0 ? root : root.command(words.join(' '), command.description());
    for (const option of help.visibleOptions(command)) addOption(entry, option, names);
    for (const argument of command.registeredArguments) {
      const values = valuesOf(argument.name(), { choices: argument.argChoices, names });
      entry.argument(argument.name(), handlerOf(values), argument.variadic);
    }
    for (const inner of help.visibleCommands(command)) add(inner, [...words, inner.name()]);
  };
  add(program, []);
  return root;
}

function addOption(
  entry: ReturnType<RootCommand['command']>,
  option: Option,
  names: NamesHere,
): void {
  const name = option.long?.slice(2);
  if (name === undefined) return;
  const alias = option.short?.slice(1);
  const takesValue = option.required || option.optional;
  const values = valuesOf(name === 'remove' ? 'run' : name, { choices: option.argChoices, names });
  if (takesValue) entry.option(name, option.description, handlerOf(values) ?? NOTHING, alias);
  else entry.option(name, option.description, alias);
}

const NOTHING: Offer = () => undefined;

/** The values of an argument or option by its name; undefined where it may be anything. */
function valuesOf(
  name: string,
  {
    choices,
    names,
  }: { readonly choices?: readonly string[] | undefined; readonly names: NamesHere },
): readonly string[] | undefined {
  const { runs, problems, runFiles } = names;
  if (choices !== undefined) return choices;
  if (name === 'run' || name === 'replies') return ['latest', ...runs];
  if (name === 'problem') return [...problems, 'latest', ...runs];
  if (name === 'file') return runFiles;
  if (name === 'split') return ['train', 'validation', 'test'];
  return undefined;
}

function handlerOf(values: readonly string[] | undefined): Offer | undefined {
  if (values === undefined) return undefined;
  return (complete) => {
    for (const value of values) complete(value, '');
  };
}
