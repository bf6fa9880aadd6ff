import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRunConfig, type LoadedConfig } from '../../src/config/run-config.ts';
import { AdrsError } from '../../src/core/errors.ts';
import { createModels } from '../../src/session/compose-providers.ts';
import { createSearch } from '../../src/session/compose.ts';
import { describeKinds } from '../../src/session/describe-kinds.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';
import { problem } from '../fixtures/plug-ins/guess/problem.ts';

let place: PlugInFolder;
beforeAll(async () => {
  place = await makePlugInFolder();
});
afterAll(() => place[Symbol.asyncDispose]());

async function load(yaml: string): Promise<LoadedConfig> {
  const file = await place.write('a.yaml', `problem: ./guess\n${yaml}`);
  return loadRunConfig(file, { loadPlugIns, env: {}, cores: 2 });
}

async function complaint(yaml: string): Promise<string> {
  const error = await load(yaml).catch((thrown: unknown) => thrown);
  if (!(error instanceof AdrsError)) throw new Error(`no AdrsError but ${String(error)}`);
  return error.message.replaceAll(`${place.folder}/`, '');
}

const pluginText = (members: string): string =>
  `import * as z from 'zod';
export const search = { name: 'odd', summary: 'odd', options: z.object({ n: z.int() }), ${members} };
`;

describe('a plug-in that is named by its path', () => {
  test('has its options, with their defaults, and its absolute path in the configuration', async () => {
    const { config } = await load(
      'search: { type: ./my-search.ts }\nproposers: [./my-proposer.ts]',
    );
    expect(config.search).toEqual({ type: path.join(place.folder, 'my-search.ts'), width: 2 });
    expect(config.proposers).toMatchObject([
      { name: path.join(place.folder, 'my-proposer.ts'), weight: 1, options: { step: 1 } },
    ]);
  });

  test('may be an installed package', async () => {
    const manifest = { name: 'some-search', type: 'module', main: 'index.js' };
    await place.write('node_modules/some-search/package.json', JSON.stringify(manifest));
    const text = pluginText('create: () => ({ ask() {}, tell() {}, elites: () => [] })');
    await place.write('node_modules/some-search/index.js', text);
    const { config, kinds } = await load('search: { type: some-search, n: 3 }');
    expect(config.search).toMatchObject({ type: expect.stringMatching(/index\.js$/), n: 3 });
    expect(createSearch(config, { kinds, problem }).elites()).toEqual([]);
  });

  test('stands in the list of kinds with its options', async () => {
    const file = await place.write('b.yaml', {
      problem: './guess',
      search: { type: 'islands', archive: './my-archive.ts' },
      models: { me: { provider: './my-provider.ts' } },
      proposers: ['./my-asker.ts'],
    });
    const { rows } = await describeKinds(file);
    expect(rows).toContain(`my-archive.ts\`: a few of the best.\n  - \`size\` (default: \`6\`):`);
    expect(rows).toContain('my-provider.ts`: says what it is told.\n  - `latencyMs` (default:');
    expect(rows).toContain('my-asker.ts`: the reply of a model as it is.');
  });
});

test('a provider that is paid by the token has its key and price looked after', async () => {
  const text = `import * as z from 'zod';
export const provider = {
  name: 'paid',
  summary: 'paid',
  hosted: { keyEnv: 'PAID_KEY', cacheWrite: 2 },
  options: z.object({ shout: z.boolean().default(false) }),
  create: (options, { name, model, apiKey, maxOutputTokens, price }) => ({
    name,
    identity: { model, ...options },
    maxOutputTokens,
    price,
    complete: () => Promise.reject(new Error(apiKey)),
  }),
};
`;
  await place.write('paid.ts', text);
  const price = '{ input: 1, output: 3 }';
  const { config, kinds } = await load(
    `models: { p: { provider: ./paid.ts, model: m, price: ${price}, shout: true } }`,
  );
  expect(config.models['p']).toMatchObject({ keyEnv: 'PAID_KEY', price: { cacheWrite: 2 } });
  const options = { kinds, folder: '/nowhere', countTokens: () => 1, asking: 'allowed' } as const;
  const without = createModels(config.models, { ...options, env: {} });
  await expect(without).rejects.toThrow('model p needs a key, and PAID_KEY is not set');
  const models = await createModels(config.models, { ...options, env: { PAID_KEY: 'k' } });
  expect(models.get('p')).toMatchObject({
    identity: { model: 'm', shout: true },
    maxOutputTokens: 16_000,
    price: { input: 1, output: 3, cachedInput: 1, cacheWrite: 2 },
  });
});

describe('mistakes about plug-ins', () => {
  test.each([
    [
      'search: { type: ./my-search.ts, widht: 3 }',
      'a.yaml:2:33 search: unknown key "widht", did you mean "width"?',
    ],
    [
      'search: { type: ./my-search.ts, width: 0 }',
      'a.yaml:2:40 search.width: must be at least 1, got 0',
    ],
    [
      'search: { type: ./my-serch.ts }',
      'a.yaml:2:17 search.type: there is no file my-serch.ts; did you mean "my-search.ts"?',
    ],
    [
      'search: { type: my-search }',
      `a.yaml:2:17 search.type: expected one of ${[...KINDS.searches.keys()].join(', ')}; got the string "my-search"`,
    ],
    [
      'search: { archive: ./my-archive.ts, islands: 0 }',
      'a.yaml:2:46 search.islands: must be at least 1, got 0',
    ],
    [
      'search: { archive: { type: ./my-archive.ts, sise: 3 } }',
      'a.yaml:2:45 search.archive: unknown key "sise", did you mean "size"?',
    ],
    [
      'search: { archive: grdi }',
      'a.yaml:2:20 search.archive: expected one of grid, pareto, top; got the string "grdi", did you mean "grid"?',
    ],
    [
      'proposers: [{ name: ./my-proposer.ts, options: { stop: 3 } }]',
      'a.yaml:2:50 proposers.0.options: unknown key "stop", did you mean "step"?',
    ],
    [
      'proposers: [./my-asker.ts]',
      'a.yaml:2:13 proposers.0: the proposer "my-asker.ts" needs a model: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or name a model under "models"',
    ],
    [
      'models: { me: { provider: ./my-provider.ts, latencyM: 3 } }',
      'a.yaml:2:45 models.me: unknown key "latencyM", did you mean "latencyMs"?',
    ],
    [
      'proposers: [tune, ./my-search.ts]',
      'a.yaml:2:19 proposers.1: my-search.ts: exports no "proposer"; export const proposer = defineProposer({ name, summary, options, create })',
    ],
  ])('%j is told with its place', async (yaml, expected) => {
    expect(await complaint(yaml)).toBe(expected);
  });

  test.each([
    ['throws.ts', "throw new Error('boom');", /throws\.ts threw while it was loaded: boom/],
    ['none.ts', 'export const other = 1;', /none\.ts: exports no "search"/],
    ['number.ts', 'export const search = 1;', /its "search" is wrong: it is no kind of plug-in/],
    ['no-create.ts', pluginText(''), /its "search" is wrong: it has no function "create"/],
    [
      'schema.ts',
      "export const search = { name: 'odd', summary: 'odd', options: {}, create() {} };",
      /its options must be a z\.object/,
    ],
    [
      'name.ts',
      "import { defineSearch } from 'adrs-lab';\nexport const search = defineSearch({ name: 'A b' });",
      /name\.ts.*its name must be kebab-case/,
    ],
    [
      'taken.ts',
      pluginText('create() {}').replace('n: z', 'type: z'),
      /no option can be called "type"/,
    ],
    ['missing.ts', pluginText('create() {}'), /search\.n: is missing/],
  ])('%s is told with its place', async (name, text, expected) => {
    await place.write(name, text);
    const told = await complaint(`search: { type: ./${name} }`);
    expect(told).toMatch(/^a\.yaml:2:\d+ search/);
    expect(told).toMatch(expected);
  });

  test.each([
    ['create-throws.ts', "create() { throw new Error('boom'); }", /"create" threw: boom/],
    ['no-ask.ts', 'create: () => ({ tell() {} })', /made no search: it has no function "ask"/],
    ['nothing.ts', 'create() {}', /"create" made no search/],
  ])('%s is told when the search is made', async (name, members, expected) => {
    await place.write(name, pluginText(members));
    const { config, kinds } = await load(`search: { type: ./${name}, n: 1 }`);
    expect(() => createSearch(config, { kinds, problem })).toThrow(
      expect.objectContaining({
        code: 'E_PLUGIN',
        message: expect.stringMatching(new RegExp(`search\\.type: .*${expected.source}`)),
      }),
    );
  });
});

describe('docs/run-file.md', () => {
  const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

  test('lists every kind with its options, as adrs kinds does', async () => {
    const file = path.join(import.meta.dirname, '..', '..', 'docs', 'run-file.md');
    const text = await readFile(file, 'utf8');
    const [, listed = ''] = /<!-- kinds: begin -->([\s\S]*)<!-- kinds: end -->/.exec(text) ?? [];
    const { rows } = await describeKinds();
    expect(
      squeezed(listed),
      'put what "npx adrs kinds" prints between the two marks, then "npm run format"',
    ).toBe(squeezed(rows));
  });
});

test('the JSON Schema of run files knows every kind and lets plug-ins pass', async () => {
  const text = JSON.stringify((await describeKinds()).schema());
  for (const kinds of [KINDS.searches, KINDS.proposers, KINDS.providers]) {
    for (const name of kinds.keys()) expect(text).toContain(`"const":"${name}"`);
  }
  expect(text).toContain('"pattern":"[./]"');
});

test('an evaluator refuses options that its schema refuses', async () => {
  const file = path.join(place.folder, 'guess', 'my-evaluator.ts');
  const module: unknown = await import(pathToFileURL(file).href);
  const { guessEvaluator } = Object(module);
  expect(guessEvaluator({ scale: 2 })).toMatchObject({ name: 'guess' });
  expect(() => guessEvaluator({ scale: 0 })).toThrow(/evaluator "guess": scale: /);
  expect(() => guessEvaluator({ scal: 1 })).toThrow(/evaluator "guess": .*scal/);
});
