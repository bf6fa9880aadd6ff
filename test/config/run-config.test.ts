import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionSetting } from '../../src/config/settings.ts';
import { loadRunConfig } from '../../src/config/run-config.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(yaml: string, set: readonly string[] = []) {
  const file = path.join(folder, 'a.yaml');
  await writeFile(file, yaml);
  return loadRunConfig(file, { set, env: {}, cores: 4, loadPlugIns });
}

/** The message of the ConfigError, the temporary folder left out. */
async function complaint(yaml: string, set: readonly string[] = []): Promise<string> {
  const error = await load(yaml, set).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError but ${String(error)}`);
  return error.message.replaceAll(`${folder}/`, '');
}

describe('defaults', () => {
  test('one line is a whole run file', async () => {
    const { config } = await load('problem: cant-be-late\n');

    expect(config).toEqual({
      problem: 'cant-be-late',
      seed: '1',
      budget: { evaluations: 1000 },
      model: 'none',
      models: {},
      slots: { proposal: 2 },
      order: 'strict',
      window: 8,
      search: {
        type: 'islands',
        islands: 4,
        archive: 'grid',
        parents: 'weighted',
        inspirations: 3,
        migration: { topology: 'ring', every: 50, count: 2 },
        reset: { every: 0 },
      },
      start: 'seeds',
      proposers: [
        { name: 'genetic', weight: 1, options: {} },
        { name: 'tune', weight: 1, options: { evaluations: 24 } },
      ],
      advice: { insights: 'off', paradigm: 'off' },
      novelty: 'off',
      retry: { attempts: 5, baseMs: 500, maxMs: 60_000 },
      finalists: 3,
      limits: {},
    });
  });

  test('a resolved configuration is a run file that resolves to itself', async () => {
    const variants = [
      '',
      'order: eager\n',
      'search: { type: beam, width: 7 }\ncascade: {cases: 2}',
    ];
    for (const extra of variants) {
      const { config } = await load(`problem: p\n${extra}`);
      expect((await load(JSON.stringify(config))).config).toEqual(config);
    }
  });

  test('a search without a type is an island search', async () => {
    const { config } = await load('problem: p\nsearch: { islands: 8 }');
    expect(config.search).toMatchObject({ type: 'islands', islands: 8 });
  });

  test('a number and a text name the same seed', async () => {
    expect((await load('problem: p\nseed: 7')).config.seed).toBe('7');
    expect((await load('problem: p\nseed: "7"')).config.seed).toBe('7');
  });

  test('tells where the file is', async () => {
    const { origin } = await load('problem: p');
    expect(origin).toEqual({ folder });
  });
});

describe('mistakes in the file', () => {
  test.each([
    [
      'an unknown key in a mapping',
      'problem: p\nsearch:\n  type: islands\n  migrateEvery: 3\n',
      'a.yaml:4:3 search: unknown key "migrateEvery", did you mean "migration"?',
    ],
    [
      'an unknown key at the top',
      'problem: p\nproposer: [genetic]\n',
      'a.yaml:2:1 unknown key "proposer", did you mean "proposers"?',
    ],
    [
      'a key that belongs elsewhere',
      'problem: p\nevaluations: 5\n',
      'a.yaml:2:1 unknown key "evaluations", did you mean "budget.evaluations"?',
    ],
    [
      'a key of another variant',
      'problem: p\nsearch:\n  type: random\n  qqq: 4\n',
      'a.yaml:4:3 search: unknown key "qqq"; known keys are type',
    ],
    [
      'a wrong type',
      'problem: p\nbudget:\n  evaluations: many\n',
      'a.yaml:3:16 budget.evaluations: expected a number, got the string "many"',
    ],
    [
      'a fraction where a whole number belongs',
      'problem: p\nwindow: 1.5\n',
      'a.yaml:2:9 window: expected a whole number, got 1.5',
    ],
    [
      'a value out of range',
      'problem: p\nslots: { evaluation: 0 }\n',
      'a.yaml:2:22 slots.evaluation: must be at least 1, got 0',
    ],
    [
      'an unknown choice',
      'problem: p\norder: strickt\n',
      'a.yaml:2:8 order: expected one of strict, eager; got the string "strickt", did you mean "strict"?',
    ],
    [
      'an unknown search',
      'problem: p\nsearch:\n  type: island\n',
      `a.yaml:3:9 search.type: expected one of ${[...KINDS.searches.keys()].join(', ')}; got the string "island", did you mean "islands"?`,
    ],
    [
      'an unknown proposer',
      'problem: p\nproposers:\n  - genetic\n  - tone\n',
      `a.yaml:4:5 proposers.1.name: expected one of ${[...KINDS.proposers.keys()].join(', ')}; got the string "tone", did you mean "tune"?`,
    ],
    [
      'an unknown option of a proposer',
      'problem: p\nproposers:\n  - name: tune\n    options: { evaluation: 3 }\n',
      'a.yaml:4:16 proposers.0.options: unknown key "evaluation", did you mean "evaluations"?',
    ],
    [
      'a proposer named twice',
      'problem: p\nproposers: [tune, tune]\n',
      'a.yaml:2:19 proposers.1: "tune" is named twice',
    ],
    ['a missing problem', 'seed: 1\n', 'a.yaml:1:1 problem: is missing'],
    ['an empty problem', 'problem: ""\n', 'a.yaml:1:10 problem: must not be empty'],
    [
      'a mapping without values',
      'problem: p\nbudget:\n',
      'a.yaml:2:8 budget: expected a mapping, got nothing',
    ],
    ['a list as the file', '- problem\n', 'a.yaml:1:1 expected keys, got a list'],
    ['an empty file', '', 'a.yaml: the file is empty'],
    ['a file of comments', '# nothing\n', 'a.yaml: the file is empty'],
    ['a key that is there twice', 'problem: p\nproblem: q\n', 'a.yaml:2:1 Map keys must be unique'],
  ])('%s is named with its place', async (_what, yaml, expected) => {
    expect(await complaint(yaml)).toBe(expected);
  });

  test('bad YAML syntax is named with its place', async () => {
    expect(await complaint('problem: [a\nseed: 1\n')).toMatch(/^a\.yaml:\d+:\d+ /);
    expect(await complaint('problem: !!js/function "x"\n')).toMatch(/^a\.yaml:1:10 Unresolved tag/);
  });

  test('aliases that explode are refused', async () => {
    const rows = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de']) {
      rows.push(`${to}: &${to} [${`*${from},`.repeat(10)}]`);
    }
    expect(await complaint(rows.join('\n'))).toMatch(/alias/i);
  });

  test('every mistake is reported, one a line', async () => {
    const told = await complaint('problem: p\nsed: 1\norder: 3\n');
    expect(told.split('\n')).toHaveLength(2);
    expect(told).toContain('a.yaml:3:8 order:');
    expect(told).toContain('a.yaml:2:1 unknown key "sed", did you mean "seed"?');
  });

  test('a missing file is a ConfigError with a hint', async () => {
    const missing = loadRunConfig(path.join(folder, 'none.yaml'), { loadPlugIns });
    await expect(missing).rejects.toThrow(/none\.yaml: cannot read the run file \(there is no/);
    await expect(missing).rejects.toMatchObject({ code: 'E_CONFIG', hint: /run\.yaml/ });
  });

  test('a folder instead of a file is named', async () => {
    await expect(loadRunConfig(folder, { loadPlugIns })).rejects.toThrow(/it is a folder/);
  });
});

describe('--set', () => {
  test('changes values with the syntax of YAML, the last one wins', async () => {
    const { config } = await load('problem: p\nsearch: { type: islands, islands: 2 }', [
      'search.islands=3',
      'search.islands=6',
      'search.migration.every=0',
      'budget={evaluations: 12, wallSeconds: 2.5}',
      'seed=a=b',
    ]);

    expect(config.search).toMatchObject({ islands: 6, migration: { every: 0, count: 2 } });
    expect(config.budget).toEqual({ evaluations: 12, wallSeconds: 2.5 });
    expect(config.seed).toBe('a=b');
  });

  test('reaches into lists and removes keys with null', async () => {
    const yaml = 'problem: p\ncascade: { cases: 2 }\nproposers: [{ name: tune }]';
    const { config } = await load(yaml, ['cascade=null', 'proposers.0.options.evaluations=9']);

    expect(config).not.toHaveProperty('cascade');
    expect(config.proposers).toEqual([{ name: 'tune', weight: 1, options: { evaluations: 9 } }]);
  });

  test.each([
    ['search.islands=0', '--set search.islands: must be at least 1, got 0'],
    ['search.iland=8', '--set search.iland: unknown key "iland", did you mean "islands"?'],
    [
      'search={type: beam, width: x}',
      '--set search: search.width: expected a number, got the string "x"',
    ],
    ['seed.x=1', '--set seed.x: "seed" is 7 and has no "x"'],
    ['=1', '--set "=1": there is no key before "="'],
    ['islands', '--set "islands": there is no key before "="'],
    ['__proto__.x=1', '--set "__proto__.x=1": there is no key before "="'],
  ])('%s is refused by name', async (setting, expected) => {
    expect(await complaint('problem: p\nseed: 7\n', [setting])).toBe(expected);
  });

  test('bad YAML in a value is refused by name', async () => {
    expect(await complaint('problem: p', ['search=[1'])).toMatch(/^--set search: /);
  });

  test('elements of a list are changed, removed and added by their position', async () => {
    const yaml = 'problem: p\nproposers: [genetic, tune]\n';
    const names = async (...set: readonly string[]): Promise<readonly string[]> =>
      (await load(yaml, set)).config.proposers.map(({ name }) => name);
    expect(await names('proposers.0={ name: random-program }')).toEqual(['random-program', 'tune']);
    expect(await names('proposers.0=null')).toEqual(['tune']);
    expect(await names('proposers.1=null', 'proposers.1=random-program')).toEqual([
      'genetic',
      'random-program',
    ]);
    expect(await complaint(yaml, ['proposers.3=random'])).toBe(
      '--set proposers.3: "proposers" is a list of 2 and has no "3"',
    );
  });

  test('a mistake names the option that made it, whichever that was', async () => {
    const seed = optionSetting('seed', 'x');
    expect((await load('problem: p', [seed])).config.seed).toBe('x');
    expect(await complaint('problem: p\nseed: 7', [optionSetting('replies.from', '')])).toMatch(
      /^--replies: /,
    );
    expect(await complaint('problem: p', ['models.a.weight=2'])).toMatch(
      /^--set models\.a\.weight: /,
    );
  });

  test('anchors, merge keys and keys that begin with x- are no mistakes', async () => {
    const yaml =
      'problem: p\nx-limits: &l { memoryMb: 64, timeoutMs: 9 }\nlimits: { <<: *l, timeoutMs: 5 }';
    expect((await load(yaml)).config.limits).toEqual({ memoryMb: 64, timeoutMs: 5 });
  });

  test('a mistake in the file keeps its place next to a setting', async () => {
    const told = await complaint('problem: p\norder: x\n', ['search.islands=2']);
    expect(told).toMatch(/^a\.yaml:2:8 order: /);
  });
});
