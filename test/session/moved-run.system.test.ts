import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { adrs } from '../cli/processes.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';

const RUN = {
  problem: './guess',
  seed: 3,
  model: 'none',
  budget: { evaluations: 12 },
  slots: { evaluation: 1 },
  search: { type: './my-search.ts', width: 3 },
  proposers: [{ name: './my-proposer.ts', options: { step: 8 } }],
};
const MORE = ['--set', 'budget.evaluations=20'] as const;

let place: PlugInFolder;
beforeEach(async () => {
  place = await makePlugInFolder();
});
afterEach(() => place[Symbol.asyncDispose]());

/** Runs the project's run file; answers with the folder of the run. */
async function runIn(name: string): Promise<string> {
  const file = await place.write('run.yaml', RUN);
  const folder = path.join(place.folder, name);
  expect(await adrs('run', file, '--out', folder)).toMatchObject({
    code: 0,
    err: expect.any(String),
  });
  return folder;
}

async function logHashOf(folder: string): Promise<string> {
  const { out } = await adrs('show', folder, '--json');
  return z.object({ logHash: z.string() }).parse(JSON.parse(out)).logHash;
}

async function changeCases(problem: string): Promise<void> {
  const file = path.join(problem, 'problem.ts');
  const text = await readFile(file, 'utf8');
  expect(text).toContain('train: targets(20)');
  await writeFile(file, text.replace('train: targets(20)', 'train: targets(21)'));
}

test('a project is moved with its runs, and they are replayed, measured and resumed there', async () => {
  const run = await runIn('runs/one');
  const config = await readFile(path.join(run, 'config.yaml'), 'utf8');
  expect(config).toContain('problem: ../../guess/problem.ts');
  expect(config).toContain('type: ../../my-search.ts');
  expect(config).not.toContain(place.folder);
  const hash = await logHashOf(run);

  const moved = `${place.folder}-moved`;
  await rename(place.folder, moved);
  try {
    const there = path.join(moved, 'runs', 'one');
    expect(await logHashOf(there)).toBe(hash);
    expect(await adrs('replay', there, '--measure')).toMatchObject({ code: 0 });
    expect(await adrs('eval', there, 'best', '--split', 'validation')).toMatchObject({ code: 0 });
    const resumed = await adrs('resume', there, ...MORE, '--test-was-seen');
    expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining('best') });
    const written = await readFile(path.join(there, 'config.yaml'), 'utf8');
    expect(written).toContain('evaluations: 20');
    expect(written).toContain('problem: ../../guess/problem.ts');
    expect(await adrs('replay', there)).toMatchObject({ code: 0 });
    await rename(moved, place.folder);
    expect(await adrs('replay', run)).toMatchObject({ code: 0 });
  } finally {
    await rm(moved, { recursive: true, force: true });
  }
});

test('a copy of a project goes on with its own problem', async () => {
  await runIn('runs/one');
  const copy = path.join(place.folder, 'copy');
  for (const name of ['guess', 'my-search.ts', 'my-proposer.ts', 'runs']) {
    await cp(path.join(place.folder, name), path.join(copy, name), { recursive: true });
  }
  await changeCases(path.join(copy, 'guess'));
  const { code, err } = await adrs('replay', path.join(copy, 'runs', 'one'));
  expect(code).toBe(2);
  expect(err).toContain('problem guess has changed since this run started');
});

test('a run is moved without its project, and still finds it', async () => {
  const run = await runIn('runs/one');
  const away = path.join(place.folder, 'kept', 'for', 'later');
  await cp(run, away, { recursive: true });
  await rm(run, { recursive: true });
  expect(await adrs('replay', away)).toMatchObject({ code: 0 });
});

test('runs of one problem have one hash wherever they lie', async () => {
  const [near, far] = [await runIn('near'), await runIn('runs/of/today/far')];
  expect(await logHashOf(far)).toBe(await logHashOf(near));
});

test('a problem that lies elsewhere is named with --problem, and must be the same', async () => {
  const run = await runIn('runs/one');
  const elsewhere = path.join(place.folder, 'problems', 'guess');
  await cp(path.join(place.folder, 'guess'), elsewhere, { recursive: true });
  await rm(path.join(place.folder, 'guess'), { recursive: true });
  const lost = await adrs('replay', run);
  expect(lost.code).toBe(2);
  expect(lost.err).toContain(`is no longer at ${path.join(place.folder, 'guess', 'problem.ts')}`);
  expect(lost.err).toContain('--problem FOLDER');

  const there = ['--problem', elsewhere] as const;
  expect(await adrs('replay', run, ...there)).toMatchObject({ code: 0 });
  expect(await adrs('eval', run, 'best', ...there)).toMatchObject({ code: 0 });
  expect(await adrs('finish', run, ...there)).toMatchObject({ code: 0 });
  const more = [...MORE, '--test-was-seen', ...there] as const;
  expect(await adrs('resume', run, ...more)).toMatchObject({ code: 0 });

  await changeCases(elsewhere);
  const changed = await adrs('replay', run, ...there);
  expect(changed.err).toContain('problem guess has changed since this run started');
});
