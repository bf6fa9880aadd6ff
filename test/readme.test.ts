import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../src/cli/command-line.ts';
import { loadRunConfig } from '../src/config/run-config.ts';
import { loadPlugIns } from '../src/session/load-plug-ins.ts';
import * as sim from '../src/sim/index.ts';

const root = path.join(import.meta.dirname, '..');
const documents = ['README.md', 'docs/run-file.md', 'docs/models.md', 'docs/problems.md'];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-readme-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function blocksOf(document: string, language: string): Promise<readonly string[]> {
  const text = await readFile(path.join(root, document), 'utf8');
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...fences].map(([, block]) => block ?? '');
}

describe.each(documents)('%s', (document) => {
  test('shows run files that are accepted as they stand', async () => {
    for (const [index, block] of (await blocksOf(document, 'yaml')).entries()) {
      const file = path.join(folder, `${path.basename(document)}-${index}.yaml`);
      const isPart = !/^problem:/m.test(block);
      await writeFile(file, isPart ? `problem: cant-be-late\n${block}` : block);
      await expect(loadRunConfig(file, { loadPlugIns })).resolves.toMatchObject({
        config: { seed: '1' },
      });
    }
  });

  test('names commands and flags that exist', async () => {
    for (const block of await blocksOf(document, 'sh')) {
      const commands = block.replaceAll('\\\n', ' ').match(/npx adrs [^\n|>&;)"]*/g) ?? [];
      for (const command of commands) {
        const [, , name = '', ...args] = command.trim().split(/\s+/);
        const flags = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.split('=')[0]);
        const help = await helpOf(name === 'mailbox' ? [name, args[0] ?? ''] : [name]);
        for (const flag of flags) expect(help).toContain(flag);
        expect(help).toContain(`adrs ${name}`);
      }
    }
  });
});

test('docs/problems.md explains every export of adrs-lab/sim and shows the port of a new problem', async () => {
  const text = await readFile(path.join(root, 'docs/problems.md'), 'utf8');
  const unexplained = Object.keys(sim).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  expect(unexplained).toEqual([]);
  const template = 'src/session/problem-template/simulation/index.ts.template';
  const [port = ''] = await blocksOf('docs/problems.md', 'ts');
  expect(await readFile(path.join(root, template), 'utf8')).toContain(port);
});

async function helpOf(command: readonly string[]): Promise<string> {
  let text = '';
  const io = { out: (line: string) => (text += line), err: (line: string) => (text += line) };
  const terminal = { ...io, isInteractive: false, columns: 80, status: () => {} };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- help prints, and asks for nothing else
  await main([...command, '--help'], { io: terminal as never, signal: AbortSignal.timeout(9_000) });
  return text;
}
