import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProblem } from '../../src/session/find-problem.ts';
import { createProblem, projectFolder, type NewProblem } from '../../src/session/new-problem.ts';
import { loadRunConfig } from '../../src/config/run-config.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';
import { makePlugInFolder } from '../fixtures/plug-in-folder.ts';

const run = promisify(execFile);
const repository = path.join(import.meta.dirname, '..', '..');
const tool = (name: string): string => path.join(repository, 'node_modules', '.bin', name);

let root = '';
let made: NewProblem = { folder: '', test: '' };
beforeAll(async () => {
  // Inside the package, where `adrs` can be imported, and ignored by git.
  await mkdir(path.join(repository, 'runs'), { recursive: true });
  root = await mkdtemp(path.join(repository, 'runs', 'scaffold-'));
  made = await createProblem('idle-timer', root);
});
afterAll(() => rm(root, { recursive: true }));

describe('a new problem', () => {
  test('passes its own test as generated', async () => {
    const file = path.join(root, 'result.json');
    const flags = ['run', '--root', root, '--reporter=json', `--outputFile=${file}`];
    await run(tool('vitest'), flags, { cwd: root, env: withoutVitest() });
    const result: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(result).toMatchObject({ success: true, numFailedTests: 0, numPendingTests: 0 });
    expect(result).toMatchObject({ numTotalTests: expect.toSatisfy((n: number) => n >= 20) });
  });

  test('type-checks with the strictness of this repository', async () => {
    const config = path.join(root, 'tsconfig.json');
    const types = { typeRoots: [path.join(repository, 'node_modules', '@types')] };
    await writeFile(
      config,
      JSON.stringify({
        extends: path.join(repository, 'tsconfig.json'),
        compilerOptions: types,
        include: ['problems', 'test'],
      }),
    );
    const { stdout } = await run(tool('tsc'), ['-p', config]);
    expect(stdout).toBe('');
  });

  test('is formatted', async () => {
    const files = ['problem.ts', 'cases/workload.ts', 'simulation/index.ts', 'policy.d.ts'];
    const targets = [made.test, ...files.map((file) => path.join(made.folder, file))];
    const config = path.join(repository, '.oxfmtrc.json');
    const { stdout } = await run(tool('oxfmt'), ['--check', '--config', config, ...targets]);
    expect(stdout).toContain(`on ${targets.length} files`);
  });

  test('has a run file that is valid and names it', async () => {
    const { config, origin } = await loadRunConfig(path.join(made.folder, 'run.yaml'), {
      loadPlugIns,
    });
    expect(config.problem).toBe('idle-timer');
    const { problem } = await findProblem(config.problem, root);
    expect([problem.name, problem.title]).toEqual(['idle-timer', 'Idle timer']);
    expect(origin.folder).toBe(made.folder);
  });

  test('leaves no slot unfilled', async () => {
    for (const name of ['problem.ts', 'cases/workload.ts', 'README.md', 'run.yaml']) {
      expect(await readFile(path.join(made.folder, name), 'utf8')).not.toMatch(/\{\{|\}\}/);
    }
  });

  test('is not written over what is there, nor under a bad name', async () => {
    await expect(createProblem('idle-timer', root)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('exists already'),
    });
    for (const name of ['Idle', '../x', 'a--b', '']) {
      await expect(createProblem(name, root)).rejects.toThrow('a problem cannot be named');
    }
  });
});

test('a new problem passes its test far from adrs, where that is installed', async () => {
  await using place = await makePlugInFolder();
  const modules = path.join(place.folder, 'node_modules');
  await symlink(path.join(repository, 'node_modules', 'vitest'), path.join(modules, 'vitest'));
  const { test: file } = await createProblem('far-away', place.folder);
  const { stdout } = await run(tool('vitest'), ['run', '--root', place.folder, file], {
    cwd: place.folder,
    env: withoutVitest(),
  });
  expect(stdout).toMatch(/Tests +\d+ passed \(\d+\)/);
});

describe('adrs new problem', () => {
  test('in a subfolder writes into the project, and says where', async () => {
    const project = path.join(root, 'project');
    const below = path.join(project, 'problems', 'deep');
    await mkdir(below, { recursive: true });
    await writeFile(path.join(project, 'package.json'), '{}');
    const main = path.join(repository, 'src', 'cli', 'main.ts');
    const { stdout } = await run(process.execPath, [main, 'new', 'problem', 'fast-cache'], {
      cwd: below,
    });
    const folder = path.join(project, 'problems', 'fast-cache');
    const file = path.join(project, 'test', 'problems', 'fast-cache.system.test.ts');
    expect(stdout.split('\n')).toEqual([
      `wrote ${folder} and ${file}`,
      `from ${project}:`,
      'check it: npx adrs check problems/fast-cache',
      'test it:  npx vitest run test/problems/fast-cache.system.test.ts',
      'run it:   npx adrs run problems/fast-cache/run.yaml',
      '',
    ]);
    expect(await readFile(path.join(folder, 'problem.ts'), 'utf8')).toContain("'fast-cache'");
  });

  test('where there is no project, the folder itself is taken', async () => {
    expect(await projectFolder('/nowhere/at/all')).toBe('/nowhere/at/all');
  });
});

/** The environment without what this test runner told its own workers, nor a wish for colours. */
function withoutVitest(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|FORCE_COLOR|TEST$)/.test(name),
  );
  return { ...Object.fromEntries(own), NO_COLOR: '1' };
}
