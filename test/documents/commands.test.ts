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
  for (const command of [...inProse, ...fenced]) {
    const [name = '', ...args] = command.trim().split(/\s+/);
    const isGroup = name === 'mailbox' || name === 'new';
    const verbs = isGroup ? args.filter((arg) => /^[a-z]+$/.test(arg)).slice(0, 1) : [];
    const help = await helpOf([name, ...verbs]);
    expect(help, command).toContain(`adrs ${[name, ...verbs].join(' ')}`);
    const flags = args.flatMap((arg) => /^\[?(--[a-z-]+)/.exec(arg)?.[1] ?? []);
    for (const flag of flags) expect(help, command).toContain(flag);
  }
});

test('a command that does not exist is none', async () => {
  expect(await helpOf(['rum'])).not.toContain('adrs rum');
});

async function helpOf(command: readonly string[]): Promise<string> {
  let text = '';
  const io = { out: (line: string) => (text += line), err: (line: string) => (text += line) };
  const terminal = { ...io, isInteractive: false, columns: 80, status: () => {} };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- help prints, and asks for nothing else
  await main([...command, '--help'], { io: terminal as never, signal: AbortSignal.timeout(9_000) });
  return text;
}
