import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runPaths } from '../../src/session/run-paths.ts';

const { toLog, fromLog, configToLog, configFromLog } = runPaths('/project/runs/one');

test('a path in a log begins at the folder of the run', () => {
  expect(toLog('/project/problems/mine/problem.ts')).toBe('../../problems/mine/problem.ts');
  expect(toLog('/project/runs/one/problem.ts')).toBe('./problem.ts');
  expect(fromLog('../../problems/mine/problem.ts')).toBe('/project/problems/mine/problem.ts');
});

test('names, and the absolute paths of earlier logs, stay as they are', () => {
  for (const name of ['cant-be-late', 'value:mine', '@me/plug-in']) {
    expect([toLog(name), fromLog(name)]).toEqual([name, name]);
  }
  expect(fromLog('/project/problems/mine/problem.ts')).toBe('/project/problems/mine/problem.ts');
});

test('every key that may name a file is changed, there and back, and no other', () => {
  const config = {
    problem: '/project/mine/problem.ts',
    data: '/data',
    prompts: '/project/prompts',
    replies: { from: '/project/runs/two', misses: 'fail' },
    search: { type: 'islands', archive: { type: '/project/archive.ts', size: 3 } },
    proposers: ['/project/a.ts', { name: '/project/b.ts', options: { file: '/project/c' } }],
    models: { 'gpt-4.1': { provider: '/project/p.ts', command: ['/bin/agent', './agent'] } },
    seed: '1',
  };
  const logged = configToLog(config);
  expect(logged).toEqual({
    problem: '../../mine/problem.ts',
    data: '../../../data',
    prompts: '../../prompts',
    replies: { from: '../two', misses: 'fail' },
    search: { type: 'islands', archive: { type: '../../archive.ts', size: 3 } },
    proposers: ['../../a.ts', { name: '../../b.ts', options: { file: '/project/c' } }],
    models: { 'gpt-4.1': { provider: '../../p.ts', command: ['/bin/agent', './agent'] } },
    seed: '1',
  });
  expect(configFromLog(logged)).toEqual(config);
  expect(configFromLog(config)).toEqual(config);
});

test('what has not moved with its run is found from where the run began, and a copy before it', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'run-paths-'));
  try {
    const [first, now] = [path.join(root, 'a', 'runs', 'one'), path.join(root, 'b', 'c', 'one')];
    await mkdir(path.join(root, 'a'));
    await writeFile(path.join(root, 'a', 'problem.ts'), '');
    const paths = runPaths(now, { host: { folder: first } });
    expect(paths.fromLog('../../problem.ts')).toBe(path.join(root, 'a', 'problem.ts'));
    await mkdir(path.join(root, 'b'));
    await writeFile(path.join(root, 'b', 'problem.ts'), '');
    expect(paths.fromLog('../../problem.ts')).toBe(path.join(root, 'b', 'problem.ts'));
  } finally {
    await rm(root, { recursive: true });
  }
});
