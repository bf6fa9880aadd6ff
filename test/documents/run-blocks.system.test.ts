import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocksOf, documents, placeOf, root, type CodeBlock } from './code-blocks.ts';
import { openWorkshop, type DocumentFolder, type Workshop } from './workshop.ts';

/** For one document; about 5 seconds on two idle cores. */
const TIMEOUT_MS = 300_000;

const blocks = documents.flatMap(codeBlocksOf);
const isTried = ({ treatment, from, test: other }: CodeBlock): boolean =>
  treatment !== 'checked' && from === undefined && other === undefined;

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop[Symbol.asyncDispose]());

const tried = documents.filter((document) => codeBlocksOf(document).some(isTried));

test.each(tried)(
  'the blocks of %s run',
  async (document) => {
    expect(await firstFault(document)).toBeUndefined();
  },
  TIMEOUT_MS,
);

test('the TypeScript of the documents has no type errors', async () => {
  const config = path.join(workshop.folder, 'tsconfig.json');
  const types = { typeRoots: [path.join(root, 'node_modules', '@types')] };
  await writeFile(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: types,
      include: ['*/**/*.ts'],
      exclude: [
        '**/node_modules',
        '**/runs',
        ...readdirSync(path.join(root, 'problems')).map((name) => `*/problems/${name}`),
      ],
    }),
  );
  const tsc = path.join(root, 'node_modules', '.bin', 'tsc');
  const checked = promisify(execFile)(tsc, ['-p', config]).catch((error: unknown) => error);
  expect(await checked).toMatchObject({ stdout: '' });
});

test('the blocks that are only checked are listed, with the reasons', () => {
  const only = blocks.filter(({ treatment }) => treatment === 'checked');
  const lines = only.map((block) => `${placeOf(block)} ${block.language}: ${block.reason}`);
  console.log(`${only.length} of ${blocks.length} blocks are only checked:\n${lines.join('\n')}`);
  expect(only.length).toBeLessThan(blocks.length / 2);
});

/** Tries the blocks of a document in order; the first that fails, with its place and why. */
async function firstFault(document: string): Promise<string | undefined> {
  const place = await workshop.open(document.replaceAll(/\W+/g, '-'));
  let output = '';
  for (const block of codeBlocksOf(document).filter(isTried)) {
    try {
      output = (await tryBlock(block, { place, output })) ?? output;
    } catch (error) {
      return `${placeOf(block)}: ${String(error)}`;
    }
  }
  return undefined;
}

/** Tries one block; answers with what a command printed. Throws where it fails. */
async function tryBlock(
  { language, file, text }: CodeBlock,
  { place, output }: { readonly place: DocumentFolder; readonly output: string },
): Promise<string | undefined> {
  if (file !== undefined) {
    await place.write(file, text);
    return undefined;
  }
  if (language === 'sh') return place.run(text);
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    if (!isPrinted(line, output)) throw new Error(`not printed: ${line}\n${output.slice(-4000)}`);
  }
  return undefined;
}

/** Whether a line of a block is in a command's output: an ellipsis is any text, and spaces are as many as there are. */
function isPrinted(line: string, output: string): boolean {
  const normal = output.replaceAll(/ +/g, ' ');
  const parts = line.trim().replaceAll(/ +/g, ' ').split('…');
  return normal.split('\n').some((printed) => {
    let from = 0;
    return parts.every((part) => {
      const at = printed.indexOf(part, from);
      from = at + part.length;
      return at >= 0;
    });
  });
}
