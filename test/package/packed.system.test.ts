import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADRS_VERSION } from '../../src/config/version.ts';
import { bundleSimulation } from '../../src/sandbox/bundle-simulation.ts';
import { command, pack, tool } from '../../tools/package/install.ts';

const LIMIT_MS = 600_000;
const repository = path.join(import.meta.dirname, '..', '..');

let place = '';
let tarball = '';
/** Holds the package and nothing else, somewhere that is no plain path. */
let tools = '';
const at = (...names: readonly string[]): string => path.join(place, ...names);
beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-packed-'));
  tarball = await pack(place);
  tools = at('Übung – 研究 1', 'tools');
  await mkdir(tools, { recursive: true });
  await command(tools, ['npm', 'install', '--prefer-offline', tarball]);
}, LIMIT_MS);
afterAll(() => rm(place, { recursive: true, force: true }));

describe('the tarball', () => {
  test('is what publint and Are the types wrong? want of a package of modules', async () => {
    const { buffer } = new Uint8Array(await readFile(tarball));
    const linted = await publint({ pack: { tarball: buffer }, strict: true });
    expect(linted.messages).toEqual([]);
    expect(linted.pkg).toMatchObject({ name: 'adrs-lab', version: ADRS_VERSION });
    const types = [tool('attw'), tarball, '--profile', 'esm-only', '--no-emoji'];
    expect(await command(place, types)).toContain('adrs-lab/evaluators/simulation');
  });

  test('holds JavaScript with its maps and declarations, and no test, bench or source', async () => {
    const files = await readdir(path.join(tools, 'node_modules', 'adrs-lab'), { recursive: true });
    expect(
      files.filter((file) => /(^|\/)(test|bench|shared\/adrs|node_modules)\//.test(file)),
    ).toEqual([]);
    const sources = files.filter((file) => /(?<!\.d)\.ts$/.test(file));
    expect(sources.filter((file) => !/\/(realm|policies)\//.test(file))).toEqual([]);
    const modules = files.filter((file) => file.endsWith('.js'));
    expect(modules.length).toBeGreaterThan(400);
    expect(modules.filter((file) => !files.includes(`${file}.map`))).toEqual([]);
  });

  test('measures as the clone does: a run of one goes on with the other', async () => {
    const program = `import { bundleSimulation } from 'adrs-lab';
      const { hash } = await bundleSimulation(new URL(process.argv[1]));
      process.stdout.write(hash);`;
    const simulation = path.join('problems', 'cloudcast', 'simulation', 'index.ts');
    const packed = path.join(tools, 'node_modules', 'adrs-lab', 'dist', simulation);
    const node = path.join(tools, 'node_modules', '.bin', 'node');
    const flags = ['--input-type=module', '--eval', program, pathToFileURL(packed).href];
    const { hash } = await bundleSimulation(pathToFileURL(path.join(repository, simulation)));
    expect(await command(tools, [node, ...flags])).toBe(hash);
  });
});

describe(
  'the command from the tarball',
  () => {
    test('starts, finds the problems that come with it, and measures a policy of one', async () => {
      expect((await command(tools, ['npx', 'adrs', '--version'])).trim()).toBe(ADRS_VERSION);
      // With the Node of this machine, however old, as where the package is installed globally.
      const direct = [
        'node',
        path.join('node_modules', 'adrs-lab', 'bin', 'adrs.cjs'),
        '--version',
      ];
      expect((await command(tools, direct)).trim()).toBe(ADRS_VERSION);
      const listed = JSON.parse(await command(tools, ['npx', 'adrs', 'problems', '--json']));
      const entries = await readdir(path.join(repository, 'problems'), { withFileTypes: true });
      const folders = entries.filter((one) => one.isDirectory() && one.name !== 'shared');
      const names = folders.map(({ name }) => name);
      expect(listed.map(({ name }: { readonly name: string }) => name)).toEqual(names.toSorted());
      const measured = ['npx', 'adrs', 'eval', 'cant-be-late', 'baseline:greedy', '--json'];
      expect(JSON.parse(await command(tools, measured))).toMatchObject({ status: 'scored' });
      const estimated = await command(tools, ['npx', 'adrs', 'run', 'cant-be-late', '--estimate']);
      expect(estimated).toContain('genetic');
    });

    test('makes a project that runs, resumes, reports and passes its own tests', async () => {
      const project = at('Übung – 研究 1', 'my-research');
      const runFile = path.join(project, 'problems', 'idle-machine', 'run.yaml');
      await command(tools, ['npx', 'adrs', 'init', '../my-research', '--adrs', tarball]);
      // What npm would fetch again is there already; npm checks it, and adds what is missing.
      await command(place, ['cp', '-al', path.join(tools, 'node_modules'), project]);
      expect(await command(project, ['npm', 'install', '--prefer-offline'])).not.toContain('warn');
      const [, schema = ''] = /\$schema=(\S+)/.exec(await readFile(runFile, 'utf8')) ?? [];
      const described = await readFile(path.resolve(path.dirname(runFile), schema), 'utf8');
      expect(JSON.parse(described)).toMatchObject({ type: 'object' });
      await expectRuns(project);
      // And from a plain path.
      await command(place, ['cp', '-al', project, at('plain')]);
      const run = ['npx', 'adrs', 'run', '--out', 'runs/two', ...evaluations(8)];
      expect(await command(at('plain'), run)).toContain('(8 of 8)');
      await command(project, ['npx', 'adrs', 'new', 'problem', 'my-cache']);
      const tested = await command(project, ['npm', 'test']);
      expect(tested).toMatch(/Test Files +2 passed \(2\)\n +Tests +\d+ passed \(\d+\)/);
    });
  },
  LIMIT_MS,
);

const evaluations = (count: number): readonly string[] =>
  `--set budget.evaluations=${count} --set budget.wallSeconds=null`.split(' ');

/** Starts the only run of a project, goes on with it, reports it and compiles what it found. */
async function expectRuns(project: string): Promise<void> {
  const adrs = (...args: readonly string[]): Promise<string> =>
    command(project, ['npx', 'adrs', ...args]);
  const run = path.join('runs', 'one');
  expect(await adrs('run', '--out', run, ...evaluations(12))).toContain('(12 of 12)');
  const resumed = await adrs('resume', run, '--test-was-seen', '--set', 'budget.evaluations=16');
  expect(resumed).toContain('(16 of 16)');
  expect(JSON.parse(await adrs('show', run, '--json'))).toMatchObject({ status: 'finished' });
  const page = path.join(project, run, 'report.html');
  await rm(page);
  await adrs('report', run);
  expect(await readFile(page, 'utf8')).toContain('Idle machine');
  const flags = '--ignoreConfig --noEmit --strict --target es2024 --module nodenext --types node';
  const winner = path.join(run, 'best', 'policy.ts');
  await command(project, [
    'npx',
    'tsc',
    ...flags.split(' '),
    '--allowImportingTsExtensions',
    winner,
  ]);
}
