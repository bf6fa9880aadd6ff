import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProblem, isInstalled, listProblems } from '../../src/session/find-problem.ts';

const good = (name: string): string => `export const problem = {
  name: '${name}', title: 'T', statement: 's', seeds: [{}], baselines: [], features: [],
  policy: { entry: 'policy.ts', declaration: new URL('policy.d.ts', import.meta.url) },
  cases: { train: () => [], validation: () => [], test: () => [] },
  objective: { metric: 'm', direction: 'minimize', unit: 'u', worst: () => 1 },
  evaluator: { name: 'e', evaluate() {}, fingerprint() {} },
};\n`;

const modules = {
  'problems/one': good('one'),
  'problems/two': good('two'),
  'broken/throws': "throw new Error('no such data');\n",
  'broken/syntax': 'export const = ;\n',
  'broken/empty': 'export const other = 1;\n',
  'broken/wrong': "export const problem = { name: 'wrong' };\n",
  'broken/min': good('min').replace("'minimize'", "'min'"),
  'broken/renamed': good('named'),
};

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'adrs-problems-'));
  for (const [folder, text] of Object.entries(modules)) {
    await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, folder, 'problem.ts'), text);
  }
  await mkdir(path.join(root, 'problems/unfinished'));
});
afterAll(() => rm(root, { recursive: true }));

describe('finding a problem', () => {
  test.each(['one', 'problems/one', './problems/one', 'problems/one/problem.ts'])(
    '%s names it',
    async (name) => {
      const { problem, location } = await findProblem(name, root);
      expect(problem.name).toBe('one');
      expect(location).toBe(path.join(root, 'problems/one/problem.ts'));
    },
  );

  test('an absolute path names it from anywhere', async () => {
    const { problem } = await findProblem(path.join(root, 'problems/two'), '/');
    expect(problem.name).toBe('two');
  });

  test('a run file in the folder of its problem names it by its path', async () => {
    const { problem } = await findProblem('.', path.join(root, 'problems/two'));
    expect(problem.name).toBe('two');
  });

  test('a run file in the folder of its problem, or next to it, may use its name', async () => {
    for (const name of ['two', 'one']) {
      const { problem } = await findProblem(name, path.join(root, 'problems/two'));
      expect(problem.name).toBe(name);
    }
  });

  test('only a problem that comes with adrs means the same everywhere', async () => {
    expect(isInstalled(await findProblem('bin-packing', root))).toBe(true);
    expect(isInstalled(await findProblem('one', root))).toBe(false);
  });

  test('the problems of this installation are found from anywhere', async () => {
    const { problem } = await findProblem('bin-packing', root);
    expect(problem.name).toBe('bin-packing');
  });

  test('a mistyped name gets a suggestion', async () => {
    await expect(findProblem('bin-pakcing', root)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: 'there is no problem "bin-pakcing"',
      hint: 'did you mean "bin-packing"?',
    });
    await expect(findProblem('./nowhere', root)).rejects.toMatchObject({ hint: /adrs problems/ });
  });

  test.each([
    ['throws', /throws\/problem\.ts threw while it was loaded: no such data/],
    ['syntax', /syntax\/problem\.ts threw while it was loaded/],
    ['empty', /empty\/problem\.ts: exports no "problem"/],
    ['wrong', /wrong\/problem\.ts: its "problem" is none: title: /],
    ['min', /min\/problem\.ts: its "problem" is none: objective\.direction: .*"minimize"/],
    ['renamed', /renamed\/problem\.ts: the problem is named "named" and its folder "renamed"/],
  ])('a module that is no problem (%s) is a PluginError that names it', async (name, message) => {
    const found = findProblem(`broken/${name}`, root);
    await expect(found).rejects.toMatchObject({ code: 'E_PLUGIN', message, hint: /./ });
  });
});

describe('listing problems', () => {
  test('lists folders that hold a problem.ts, by name', async () => {
    const found = await listProblems(path.join(root, 'problems'));
    expect(found.map(({ problem }) => problem.name)).toEqual(['one', 'two']);
  });

  test('a folder that does not exist holds none', async () => {
    expect(await listProblems(path.join(root, 'nowhere'))).toEqual([]);
  });
});
