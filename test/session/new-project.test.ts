import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { createProject } from '../../src/session/new-project.ts';

const repository = path.join(import.meta.dirname, '..', '..');
const Manifest = z.looseObject({
  name: z.string().optional(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const Workflow = z.object({
  jobs: z.object({ test: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
});

let place = '';
const at = (...names: readonly string[]): string => path.join(place, ...names);
beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-project-'));
});
afterAll(() => rm(place, { recursive: true }));

const manifestIn = async (folder: string): Promise<z.infer<typeof Manifest>> =>
  Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));

test('a project depends on this version of adrs, and on the tools that adrs is tested with', async () => {
  const { folder, runFile } = await createProject({ folder: at('my-research') });
  const [made, own] = [await manifestIn(folder), await manifestIn(repository)];
  expect(made.name).toBe('my-research');
  expect(made.dependencies).toEqual({ 'adrs-lab': `^${own.version}` });
  expect({ ...own.dependencies, ...own.devDependencies }).toMatchObject(made.devDependencies);
  expect(path.relative(folder, runFile)).toBe('problems/idle-machine/run.yaml');
});

test('no slot of a file is left unfilled', async () => {
  const { folder } = await createProject({ folder: at('whole') });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(17);
  for (const { parentPath, name } of files) {
    expect(await readFile(path.join(parentPath, name), 'utf8')).not.toMatch(/\{\{\w+\}\}/);
  }
});

test('the workflow of a project is one that runs its tests and its run file', async () => {
  const { folder, runFile } = await createProject({ folder: at('with-ci') });
  const text = await readFile(path.join(folder, '.github', 'workflows', 'ci.yml'), 'utf8');
  const commands = Workflow.parse(parse(text)).jobs.test.steps.map(({ run = '' }) => run);
  expect(commands).toContain('npm test');
  expect(commands.join('\n')).toContain(`npx adrs run ${path.relative(folder, runFile)} `);
});

test('adrs may come from a tarball, named relative to the project, or in other versions', async () => {
  await writeFile(at('adrs lab.tgz'), '');
  const near = await createProject({ folder: at('near'), adrs: at('adrs lab.tgz') });
  const other = await createProject({ folder: at('other'), adrs: '~9.1.0' });
  const sources = [await manifestIn(near.folder), await manifestIn(other.folder)];
  expect(sources.map(({ dependencies }) => dependencies['adrs-lab'])).toEqual([
    'file:../adrs lab.tgz',
    '~9.1.0',
  ]);
});

test('nothing is written where one of the files exists', async () => {
  await mkdir(at('taken', '.git'), { recursive: true });
  await writeFile(at('taken', 'README.md'), 'mine');
  await expect(createProject({ folder: at('taken') })).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: `${at('taken', 'README.md')} exists already`,
  });
  expect(await readdir(at('taken'))).toEqual(['.git', 'README.md']);
});

test.each(['Research', 'my research', '-x', 'größer'])(
  '"%s" is no name of a project',
  async (name) => {
    await expect(createProject({ folder: at(name) })).rejects.toThrow('a project cannot be named');
    expect(await readdir(place)).not.toContain(name);
  },
);
