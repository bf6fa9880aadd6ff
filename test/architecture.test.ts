import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** Top to bottom. A folder may import from folders on lower floors and from itself. */
const floors = [
  ['cli'],
  ['config', 'report'],
  ['engine'],
  [
    'archive',
    'search',
    'variation',
    'prompt',
    'typecheck',
    'stats',
    'sim',
    'models',
    'sandbox',
    'queue',
    'store',
    'testing',
  ],
  ['core', 'syntax'],
];
/** The one arrow inside the ground floor: the policy language may use the contracts. */
const allowedSideways = new Set(['syntax>core']);
/** What plugins may import besides their own folder and packages. */
const exported = /^adrs(\/(sim|testing|evaluators\/[\w-]+))?$/;

const floorOf = new Map(floors.flatMap((folders, floor) => folders.map((name) => [name, floor])));
const root = path.join(import.meta.dirname, '..');
const specifiers = /(?:from|import)\s*\(?\s*'([^']+)'/g;

async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(specifiers)].map(([, specifier]) => specifier ?? '');
}

async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('**/*.ts', { cwd: path.join(root, folder) })) files.push(file);
  return files.toSorted();
}

describe('floors', () => {
  test('a file of src/ imports only from lower floors and its own folder', async () => {
    const wrong: string[] = [];
    for (const file of await filesIn('src')) {
      const folder = file.split(path.sep)[0] ?? '';
      if (!file.includes(path.sep)) continue;
      for (const specifier of await importsOf(path.join(root, 'src', file))) {
        if (!specifier.startsWith('.')) continue;
        const target = path.join(path.dirname(file), specifier).split(path.sep)[0] ?? '';
        const down = (floorOf.get(target) ?? -1) > (floorOf.get(folder) ?? Infinity);
        if (target === folder || down || allowedSideways.has(`${folder}>${target}`)) continue;
        wrong.push(`${file} -> ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('every folder of src/ has a floor', async () => {
    const folders = new Set((await filesIn('src')).map((file) => file.split(path.sep)[0] ?? ''));
    const homeless = [...folders].filter((name) => !name.endsWith('.ts') && !floorOf.has(name));
    expect(homeless).toEqual([]);
  });

  test('problems and evaluators import only what the package exports', async () => {
    const wrong: string[] = [];
    for (const folder of ['problems', 'evaluators']) {
      for (const file of await filesIn(folder)) {
        const home = folder === 'problems' ? (file.split(path.sep)[0] ?? '') : '';
        for (const specifier of await importsOf(path.join(root, folder, file))) {
          const outside = path.join(path.dirname(file), specifier);
          const stays =
            specifier.startsWith('.') && outside.startsWith(home) && !outside.startsWith('..');
          if (specifier.startsWith('.') ? stays : !specifier.startsWith('adrs')) continue;
          if (exported.test(specifier)) continue;
          wrong.push(`${folder}/${file} -> ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
