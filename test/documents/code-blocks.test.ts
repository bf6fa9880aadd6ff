import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, type ParserOptions } from '@babel/parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRunConfig } from '../../src/config/run-config.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';
import { codeBlocksIn, codeBlocksOf, documents, faultOf, placeOf, root } from './code-blocks.ts';
import type { CodeBlock } from './code-blocks.ts';

const blocks = documents.flatMap(codeBlocksOf);
const ofLanguage = (language: string): readonly CodeBlock[] =>
  blocks.filter((block) => block.language === language);

const MODULE: ParserOptions = { sourceType: 'module', plugins: ['typescript'] };

let place: PlugInFolder;
beforeAll(async () => {
  place = await makePlugInFolder();
});
afterAll(() => place[Symbol.asyncDispose]());

test('every block of README, docs and skills is tagged', () => {
  const faults = blocks.flatMap((block) => {
    const fault = faultOf(block);
    return fault === undefined ? [] : [`${placeOf(block)}: ${fault}`];
  });
  expect(faults).toEqual([]);
  expect(blocks.length).toBeGreaterThan(20);
});

test('a run file that is only checked is accepted as it stands', async () => {
  const faults = await faultsIn(ofLanguage('yaml'), async ({ treatment, line, text }) => {
    const isGitHubs = /^jobs:/m.test(text);
    if (treatment !== 'checked' || isGitHubs) return;
    const whole = /^problem:/m.test(text) ? text : `problem: cant-be-late\n${text}`;
    await loadRunConfig(await place.write(`${line}.yaml`, whole), { loadPlugIns });
  });
  expect(faults).toEqual([]);
});

test('TypeScript and JSON can be parsed', async () => {
  const faults = await faultsIn(blocks, ({ language, text }) => {
    if (language === 'json') JSON.parse(text);
    // Members of an object stand without its braces.
    if (language === 'ts') parse(/^\w+: /.test(text) ? `({${text}})` : text, MODULE);
  });
  expect(faults).toEqual([]);
});

test('a block that is a part of a file is one, letter for letter', async () => {
  const parts = blocks.filter(({ from }) => from !== undefined);
  const faults = await faultsIn(parts, async ({ from = '', text }) => {
    const file = await readFile(path.join(root, from), 'utf8');
    if (!file.includes(text)) throw new Error(`it is no part of ${from}`);
  });
  expect(faults).toEqual([]);
  expect(parts).not.toEqual([]);
});

test('a block that another test runs stands in a document which that test reads', async () => {
  const others = blocks.filter((block) => block.test !== undefined);
  const faults = await faultsIn(others, async (block) => {
    const text = await readFile(path.join(root, block.test ?? ''), 'utf8');
    if (!text.includes(path.basename(block.document)))
      throw new Error(`${block.test} does not read it`);
  });
  expect(faults).toEqual([]);
});

/** The blocks for which `check` throws, as `PLACE: message`. */
async function faultsIn(
  some: readonly CodeBlock[],
  check: (block: CodeBlock) => Promise<void> | void,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const block of some) {
    try {
      await check(block);
    } catch (error) {
      faults.push(`${placeOf(block)}: ${String(error)}`);
    }
  }
  return faults;
}

describe('a tag', () => {
  const only = (text: string): CodeBlock | undefined => codeBlocksIn('a.md', text)[0];

  test('says what is done, with which file, and why', () => {
    expect(only('x\n\n```ts run file=a/b.ts\nlet a;\n```\n')).toMatchObject({
      line: 3,
      language: 'ts',
      treatment: 'run',
      file: 'a/b.ts',
      text: 'let a;\n',
    });
    const checked = only('- item\n\n  ```sh checked: needs a key\n  ls\n  ```\n');
    expect(checked).toMatchObject({ treatment: 'checked', reason: 'needs a key', text: 'ls\n' });
  });

  test.each([
    ['```sh\nls\n```\n', 'no tag'],
    ['```\nls\n```\n', 'no tag'],
    ['```sh runs\nls\n```\n', 'no tag'],
    ['```sh checked\nls\n```\n', 'needs a reason'],
    ['```sh stand-in\nls\n```\n', 'needs a reason'],
    ['```yaml stand-in: a server\na: 1\n```\n', 'only a command'],
    ['```yaml run\na: 1\n```\n', 'file=NAME'],
  ])('is refused: %s', (text, fault) => {
    const block = only(text);
    expect(block && faultOf(block)).toContain(fault);
  });
});
