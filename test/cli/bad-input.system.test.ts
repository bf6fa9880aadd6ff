import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adrs, createWorkplace, start, ADRS, until, untilSpent } from './processes.ts';
import type { Ended, Workplace } from './processes.ts';
import { essenceOf, shown } from './shown-run.ts';

let place: Workplace;
/** A finished run. */
let run = '';
beforeAll(async () => {
  place = await createWorkplace();
  run = at('run');
  await adrs('run', place.runFile, '--out', run, ...untilSpent(4), '--set', 'finalists=1');
});
afterAll(() => place[Symbol.asyncDispose]());

const at = (...names: readonly string[]): string => path.join(place.folder, ...names);

/** The form of every error: a code, what happened, and below it what to do. */
const ERROR = /^E_[A-Z]+ \S.*\n( {2,}(?!hint).*\n)*( {2}hint: \S.*\n)$/;
/** A mistake with its place in a file says itself what was expected. */
const MISTAKE = /^E_(CONFIG|PLUGIN) .*:\d+:\d+:? .*(expected|did you mean) .*\n$/i;

/** Runs a command that must fail in good form, and answers with how it did. */
async function failing(...argv: readonly string[]): Promise<Ended> {
  const ended = await adrs(...argv);
  const complaint = ended.err.slice(Math.max(0, ended.err.search(/^E_/m)));
  expect(complaint).toMatch(MISTAKE.test(complaint) ? MISTAKE : ERROR);
  expect(ended.err).not.toMatch(/^ +at .*\d+:\d+/m);
  return ended;
}

/** A copy of the problem whose file `name` has `from` replaced by `to`, and a run file for it. */
async function brokenProblem(name: string, [file, from, to]: readonly [string, string, string]) {
  const folder = at('broken', name);
  for (const part of ['problem.ts', 'simulation/index.ts', 'cases/workload.ts', 'policy.d.ts']) {
    await mkdir(path.join(folder, path.dirname(part)), { recursive: true });
    await copyFile(path.join(place.problem, part), path.join(folder, part));
  }
  for (const part of [
    'policies/seeds/never-sleep.ts',
    'policies/seeds/sleep-at-once.ts',
    'policies/baselines/break-even.ts',
  ]) {
    await mkdir(path.join(folder, path.dirname(part)), { recursive: true });
    await copyFile(path.join(place.problem, part), path.join(folder, part));
  }
  const text = await readFile(path.join(folder, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(path.join(folder, file), text.replace(from, to));
  await rename(folder, name);
  await writeFile(path.join(folder, 'run.yaml'), 'problem: .\nbudget: { evaluations: 20 }\n');
  return path.join(folder, 'run.yaml');
}

/** Gives the problem in a folder the folder's name. */
async function rename(folder: string, name: string): Promise<void> {
  const file = path.join(folder, 'problem.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace("name: 'idle-timer'", `name: '${name}'`));
}

async function runFile(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

describe('a command line that is wrong', () => {
  const wrong = [
    [['frobnicate'], /^E_CONFIG unknown command 'frobnicate'/],
    [['show', 'x', '--frob'], /^E_CONFIG unknown option '--frob'/],
    [['resume'], /^E_CONFIG missing required argument 'run'/],
    [['eval', 'bin-packing', 'seed:nobody'], /no seed named "nobody"\n {2}hint: .*seed:worst-fit/],
    [['eval', 'bin-packing', 'none.ts'], /there is no policy file none\.ts/],
    [['eval', 'bin-pakcing', 'seed:x'], /hint: did you mean "bin-packing"/],
    [
      ['eval', 'bin-packing', 'seed:worst-fit', '--split', 'tset'],
      /no split "tset"\n {2}hint: .*train/,
    ],
    [['eval', 'cant-be-late', 'baseline:greedy', '--data', '/nowhere'], /cannot load the data/],
  ] as const;
  test.for(wrong)('%j is misuse, and says how it is done', async ([argv, message]) => {
    const { code, out, err } = await failing(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

describe('a run file that is wrong', () => {
  const wrong = [
    [
      'an unknown key',
      'problem: bin-packing\nbudgte: 3\n',
      /:2:1 unknown key "budgte", did you mean "budget"\?/,
    ],
    [
      'a wrong type',
      'problem: bin-packing\nslots:\n  evaluation: many\n',
      /:3:15 slots\.evaluation: expected/,
    ],
    ['nothing in it', '', /the file is empty\n {2}hint: /],
    ['no YAML', 'problem: [\n', /:2:1 .*\n {2}hint: /],
    [
      'a problem that is not there',
      'problem: nowhere\n',
      /wrong\.yaml:1:10 problem: there is no problem "nowhere"\n {2}hint: /,
    ],
    [
      'a problem whose name is misspelt',
      'seed: 1\nproblem: bin-pakcing\n',
      /wrong\.yaml:2:10 problem: there is no problem "bin-pakcing"\n {2}hint: did you mean "bin-packing"/,
    ],
  ] as const;
  test.for(wrong)(
    'with %s is misuse, with its place, and makes no run',
    async ([, text, message]) => {
      const out = at('never');
      const { code, err } = await failing('run', await runFile('wrong.yaml', text), '--out', out);
      expect(code).toBe(2);
      expect(err).toMatch(message);
      expect(existsSync(out)).toBe(false);
    },
  );

  test('or is missing makes no run either', async () => {
    const { code, err } = await failing('run', at('missing.yaml'), '--out', at('never'));
    expect([code, existsSync(at('never'))]).toEqual([2, false]);
    expect(err).toContain('there is no such file');
  });
});

describe('a problem that is broken', () => {
  const early = [
    [
      'has another name than its folder',
      ['problem.ts', "name: 'idle-timer'", "name: 'busy-timer'"],
      /problem\.ts: the problem is named "busy-timer" and its folder "has-another-name/,
    ],
    [
      'has a direction that is none',
      ['problem.ts', "direction: 'minimize'", "direction: 'min'"],
      /objective\.direction is "min"; it is minimize or maximize, did you mean "minimize"\?/,
    ],
    [
      'throws while it is loaded',
      [
        'problem.ts',
        'export const problem',
        "throw new Error('no data here');\nexport const problem",
      ],
      /problem\.ts threw while it was loaded: no data here/,
    ],
    [
      'misses a seed',
      ['problem.ts', "here('policies/seeds/')", "here('policies/seeds/'), ['gone']"],
      /policies\/seeds\/ has no policy "gone"/,
    ],
    [
      'has a seed that imports what is not there',
      ['policies/seeds/never-sleep.ts', 'export', "import { x } from '../gone.ts';\nexport"],
      /never-sleep\.ts:\d+:19: there is no file .*policies\/gone\.ts\n {2}hint: .*\/policies has/,
    ],
    [
      'has no case',
      ['problem.ts', "generateCases('train', 16)", '[]'],
      /split train of .* is empty/,
    ],
    [
      'has cases that throw',
      [
        'cases/workload.ts',
        '  let mean: number',
        "  if (split === 'train') throw new Error('no luck');\n  let mean: number",
      ],
      /making the cases of train threw: no luck \(.*cases\/workload\.ts:\d+:\d+\)\n {2}hint: /,
    ],
    [
      'has a bound that throws',
      [
        'problem.ts',
        'bound: clairvoyantJoules',
        'bound: ({ id }) => { throw new Error(`no bound of ${id}`); }',
      ],
      /the bound of case train-0 threw: no bound of train-0 \(.*problem\.ts:\d+:\d+\)\n {2}hint: /,
    ],
    [
      'has a simulation that cannot be compiled',
      ['simulation/index.ts', 'export function simulate', 'export function function'],
      /simulation\/index\.ts:\d+:\d+: .*\n {2}hint: /,
    ],
    [
      'has a simulation that reads files',
      [
        'simulation/index.ts',
        'import {',
        "import { readFileSync } from 'node:fs';\nreadFileSync('x');\nimport {",
      ],
      /simulation\/index\.ts:1:30: the simulation imports "node:fs", which is not there .*\n {2}hint: .*cases/,
    ],
    [
      'has a simulation that imports what reads files',
      ['cases/workload.ts', 'import {', "import path from 'path';\npath.resolve('x');\nimport {"],
      /cases\/workload\.ts:1:18: the simulation imports "path", which is not there .*\n {2}hint: .*cases/,
    ],
  ] as const;
  test.for(early)('and %s fails before anything is written', async ([name, change, message]) => {
    const file = await brokenProblem(name.replaceAll(' ', '-'), change);
    const { code, err } = await failing('run', file, '--out', at('never'));
    expect([code, existsSync(at('never'))]).toEqual([1, false]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^E_PLUGIN /m);
  });

  test('and whose seed does not score stops its run and names the seed', async () => {
    const change = ['policies/seeds/never-sleep.ts', 'return 1e9', 'return -1'] as const;
    const file = await brokenProblem('bad-seed', change);
    const { code, err } = await failing('run', file, '--out', at('bad-seed-run'));
    expect([code, err]).toEqual([1, expect.stringMatching(/^E_PLUGIN seed never-sleep of /m)]);
    expect((await adrs('show', at('bad-seed-run'), '--json')).out).toContain('"status":"paused"');
  });

  test('and whose feature reads a misspelt metric stops its run and lists the metrics', async () => {
    const change = ['problem.ts', "metricFeature('wakeUps')", "metricFeature('wakeups')"] as const;
    const file = await brokenProblem('dead-axis', change);
    const { code, err } = await failing('run', file, '--out', at('dead-axis-run'));
    expect(code).toBe(1);
    expect(err).toMatch(
      /^E_PLUGIN feature wakeups of dead-axis reads the metric "wakeups", .*\n {2}hint: it has .*wakeUps/m,
    );
  });

  test('and whose simulation throws on one case stops its run, which goes on once it is mended', async () => {
    const thrown = "  if (periods[0] === 0) throw new Error('a period of zero');\n";
    const first = 'let joules = 0;';
    const file = await brokenProblem('throws', ['simulation/index.ts', first, `${thrown}${first}`]);
    const workload = path.join(path.dirname(file), 'cases/workload.ts');
    const good = await readFile(workload, 'utf8');
    await writeFile(
      workload,
      good
        .replace(
          'group: `',
          "...(index === 5 && split === 'test' ? { periods: [0] } : { periods }), group: `",
        )
        .replace(', periods };', ' };'),
    );

    const { code, err } = await failing('run', file, '--out', at('throws-run'), ...untilSpent(20));
    expect(code).toBe(1);
    expect(err).toMatch(
      /^E_PLUGIN evaluator simulation failed on seed:.*\/simulation\/index\.ts failed: .*test-5.*a period of zero/m,
    );
    const stopped = await shown(at('throws-run'));
    expect(stopped).toMatchObject({ status: 'paused', evaluations: 20 });

    await writeFile(workload, good);
    expect((await adrs('resume', at('throws-run'))).code).toBe(0);
    const mended = await shown(at('throws-run'));
    expect(mended).toMatchObject({ status: 'finished', archiveHash: stopped.archiveHash });
  });
});

describe('a folder that is no run', () => {
  const commands = ['resume', 'show', 'replay', 'report'] as const;
  test.for(commands)('is left as it is by adrs %s, whatever it holds', async (command) => {
    const foreign = at(`foreign-${command}`);
    await mkdir(foreign, { recursive: true });
    for (const text of ['not a database '.repeat(100), '']) {
      await writeFile(path.join(foreign, 'run.db'), text);
      const { code, err } = await failing(command, foreign);
      expect([code, err]).toEqual([1, expect.stringMatching(/^E_STORE /)]);
      expect(await readFile(path.join(foreign, 'run.db'), 'utf8')).toBe(text);
      expect(readdirSync(foreign).filter((name) => name !== 'run.lock')).toEqual(['run.db']);
    }
    expect((await failing(command, at('nothing-here'))).code).toBe(1);
  });

  test('takes no new run when it is not empty, cannot be made, or is a file', async () => {
    const before = await essenceOf(run);
    for (const folder of [run, '/proc/adrs', path.join(place.runFile, 'run')]) {
      const { code, err } = await failing('run', place.runFile, '--out', folder);
      expect([code, err]).toEqual([1, expect.stringContaining(folder)]);
    }
    expect(await essenceOf(run)).toEqual(before);
  });
});

describe('a run', () => {
  test('is not resumed after its problem changed', async () => {
    const folder = at('changed');
    const change = ['cases/workload.ts', 'wakeJoules: 20', 'wakeJoules: 20.0'] as const;
    const file = await brokenProblem('changes', change);
    await adrs('run', file, '--out', folder, ...untilSpent(4), '--set', 'finalists=0');
    await brokenProblem('changes', ['cases/workload.ts', 'wakeJoules: 20', 'wakeJoules: 21']);
    const { code, err } = await failing('resume', folder);
    expect([code, err]).toEqual([2, expect.stringContaining('has changed since this run started')]);
  });

  test('is written by one process at a time; others may look', async () => {
    const folder = at('shared');
    const writer = start([
      ...ADRS,
      'run',
      place.runFile,
      '--out',
      folder,
      ...untilSpent(100_000),
      '--json',
    ]);
    try {
      await until(() => writer.out().includes('program-validated'), 'a program');
      const { code, err } = await failing('resume', folder);
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(`another process (pid ${writer.pid}`),
      ]);
      expect((await shown(folder)).status).toBe('running');
    } finally {
      process.kill(writer.pid, 'SIGTERM');
    }
    expect((await writer.ended).code).toBe(130);
    expect((await shown(folder)).status).toBe('paused');
  });
});
