import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/command-line.ts';
import { codeBlocksOf, documents, root } from './code-blocks.ts';

const FENCED = /^ *(`{3,})[^\n]*\n[\s\S]*?^ *\1 *$/gm;

test.each(documents)('%s names commands and flags that exist', async (document) => {
  const text = await readFile(path.join(root, document), 'utf8');
  const prose = text.replaceAll(FENCED, '').matchAll(/`(?:npx )?adrs ([a-z][^`]*)`/g);
  const inProse = [...prose].map(([, command = '']) => command.replaceAll('\n', ' '));
  const fenced = codeBlocksOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => block.text.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => [...line.replace(/ #.*/, '').matchAll(/\badrs ([a-z][^\n|>&;)"]*)/g)])
    .map(([, command = '']) => command);
  const faults: string[] = [];
  for (const command of [...inProse, ...fenced]) faults.push(...(await faultsIn(command)));
  expect(faults).toEqual([]);
});

/** What a command line names and `adrs` does not have: the command, or some of its flags. */
async function faultsIn(command: string): Promise<readonly string[]> {
  const [name = '', ...args] = command.trim().split(/\s+/);
  const isGroup = name === 'mailbox' || name === 'new';
  const verbs = isGroup ? args.filter((arg) => /^[a-z]+$/.test(arg)).slice(0, 1) : [];
  const help = await helpOf([name, ...verbs]);
  const flags = args.flatMap((arg) => /^\[?(--[a-z-]+)/.exec(arg)?.[1] ?? []);
  const named = [`adrs ${[name, ...verbs].join(' ')}`, ...flags];
  return named.filter((each) => !help.includes(each)).map((each) => `${command}: no ${each}`);
}

test('a command or a flag that does not exist is found', async () => {
  expect(await faultsIn('rum x')).toEqual(['rum x: no adrs rum']);
  expect(await faultsIn('run x --sett a=1')).toEqual(['run x --sett a=1: no --sett']);
  expect(await faultsIn('mailbox next RUN --as me')).toEqual([]);
});

async function helpOf(command: readonly string[]): Promise<string> {
  let text = '';
  const io = { out: (line: string) => (text += line), err: (line: string) => (text += line) };
  const terminal = { ...io, isInteractive: false, columns: 80, status: () => {} };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- help prints, and asks for nothing else
  await main([...command, '--help'], { io: terminal as never, signal: AbortSignal.timeout(9_000) });
  return text;
}
