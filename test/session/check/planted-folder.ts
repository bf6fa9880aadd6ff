import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProblem } from '../../../src/session/new-problem.ts';
import type { Mistake } from './mistakes.ts';

/** Writes a new problem called `name` below `root` with a mistake in it; answers with its folder. */
export async function plant(
  { edits, gone = [] }: Pick<Mistake, 'edits' | 'gone'>,
  { name, root }: { readonly name: string; readonly root: string },
): Promise<string> {
  const { folder } = await createProblem(name, root);
  for (const [file, edit] of Object.entries(edits)) {
    await edited(path.join(folder, file), edit);
  }
  for (const file of gone) await rm(path.join(folder, file));
  return folder;
}

async function edited(file: string, edit: Mistake['edits'][string]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (typeof edit === 'string') return writeFile(file, edit);
  const text = await readFile(file, 'utf8');
  const [from, to] = edit;
  const isThere = typeof from === 'string' ? text.includes(from) : from.test(text);
  if (!isThere) throw new Error(`${file} has no ${String(from)}`);
  // `$` in a text stands for itself; in a pattern's replacement it names a group.
  await writeFile(
    file,
    typeof from === 'string' ? text.replace(from, () => to) : text.replace(from, to),
  );
}

/** The number of the first line that holds a text. */
export async function lineWith(file: string, part: string): Promise<number> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const index = lines.findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`${file} has no line with ${part}`);
  return index + 1;
}
