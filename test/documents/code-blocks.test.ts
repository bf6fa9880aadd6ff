import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@babel/parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRunConfig } from '../../src/config/run-config.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';
import { codeBlocksIn, codeBlocksOf, documents, faultOf, placeOf, root } from './code-blocks.ts';
import type { CodeBlock } from './code-blocks.ts';

const blocks = documents.flatMap(codeBlocksOf);
const ofLanguage = (language: string): readonly CodeBlock[] =>
  blocks.filter((block) => block.language === language);

const MODULE = { sourceType: 'module', plugins: ['typescript'] } as const;

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
  for (const block of ofLanguage('yaml').filter(({ treatment }) => treatment === 'checked')) {
    if (/^jobs:/m.test(block.text)) continue; // GitHub's
    const isPart = !/^problem:/m.test(block.text);
    const text = isPart ? `problem: cant-be-late\n${block.text}` : block.text;
    const file = await place.write(`${block.line}.yaml`, text);
    const loaded = loadRunConfig(file, { loadPlugIns });
    await expect(loaded, placeOf(block)).resolves.toMatchObject({ config: { seed: '1' } });
  }
});

test('TypeScript and JSON that are only checked can be parsed', () => {
  for (const block of ofLanguage('ts')) {
    // Members of an object stand without its braces.
    const text = /^\w+: /.test(block.text) ? `({${block.text}})` : block.text;
    expect(() => parse(text, MODULE), placeOf(block)).not.toThrow();
  }
  for (const { text } of ofLanguage('json')) JSON.parse(text);
});

test('a block that is a part of a file is one, letter for letter', async () => {
  for (const block of blocks.filter(({ from }) => from !== undefined)) {
    const file = await readFile(path.join(root, block.from ?? ''), 'utf8');
    expect(file, placeOf(block)).toContain(block.text);
  }
});

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
