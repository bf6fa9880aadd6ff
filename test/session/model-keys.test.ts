import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/config/auto-model.ts';
import { modelNotices } from '../../src/session/describe-models.ts';
import { loadRunConfig, parseRunConfig, type RunConfig } from '../../src/config/run-config.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { loadPlugIns } from '../../src/session/load-plug-ins.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { PRICES_AS_OF, priceOf } from '../../src/models/prices.ts';

const ANTHROPIC = { ANTHROPIC_API_KEY: 'sk-ant-planted-123' };
const OPENAI = { OPENAI_API_KEY: 'sk-planted-456' };
const LOCAL =
  'models:\n  local: { provider: openai, baseUrl: "http://127.0.0.1:1/v1", model: m, keyEnv: null, price: free }\n';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Extra {
  readonly env?: Environment;
  readonly set?: readonly string[];
  readonly cores?: number;
}

async function load(yaml: string, { env = {}, set = [], cores = 4 }: Extra = {}) {
  const file = path.join(folder, 'a.yaml');
  await writeFile(file, `problem: p\n${yaml}`);
  return loadRunConfig(file, { set, env, cores, loadPlugIns });
}

async function configOf(yaml: string, extra?: Extra): Promise<RunConfig> {
  return (await load(yaml, extra)).config;
}

async function complaint(yaml: string, extra?: Extra): Promise<string> {
  const error = await load(yaml, extra).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError but ${String(error)}`);
  return error.message.replaceAll(`${folder}/`, '');
}

describe('model: auto', () => {
  test('takes the first key of the environment, Anthropic before OpenAI', async () => {
    const both = await configOf('', { env: { ...OPENAI, ...ANTHROPIC } });
    expect(Object.values(both.models)).toMatchObject([
      { provider: 'anthropic', keyEnv: 'ANTHROPIC_API_KEY' },
    ]);
    const one = await configOf('', { env: { ...OPENAI, ANTHROPIC_API_KEY: ' ' } });
    expect(Object.values(one.models)).toMatchObject([
      { provider: 'openai', keyEnv: 'OPENAI_API_KEY' },
    ]);
  });

  test('is no model without a key, and the run is what it always was', async () => {
    const config = await configOf('');
    expect(config).toMatchObject({ model: 'none', models: {}, order: 'strict', window: 8 });
    expect(config.proposers.map(({ name }) => name)).toEqual(['genetic', 'tune']);
    expect(config.budget).toEqual({ evaluations: 1000 });
  });

  test('with a key brings writers, advice, 16 proposals at a time and a limit of 5 USD', async () => {
    const config = await configOf('', { env: ANTHROPIC });
    const [name = ''] = Object.keys(config.models);
    expect(config).toMatchObject({
      order: 'eager',
      slots: { proposal: 16 },
      window: 16 + 2 * 4,
      budget: { usd: 5 },
      advice: { insights: { every: 20, max: 8, model: name }, paradigm: { plateau: 60 } },
      novelty: { threshold: 0.99 },
    });
    expect(config.proposers.map((entry) => entry.name)).toEqual([
      'improve',
      'rewrite',
      'cross',
      'repair',
      'explore',
      'simplify',
      'tune',
      'genetic',
    ]);
  });

  test('means all models of the run file where there are some, whatever keys there are', async () => {
    const config = await configOf(LOCAL, { env: ANTHROPIC });
    expect(Object.keys(config.models)).toEqual(['local']);
    expect(config.budget).toEqual({ evaluations: 1000 });
  });

  test('goes to the address that the SDKs would use', async () => {
    const env = { ...ANTHROPIC, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
    expect(Object.values((await configOf('', { env })).models)).toMatchObject([
      { baseUrl: 'http://127.0.0.1:9' },
    ]);
  });

  test('model: none wins over a key and over models', async () => {
    const config = await configOf(LOCAL, { env: ANTHROPIC, set: ['model=none'] });
    expect(config).toMatchObject({ model: 'none', models: {}, novelty: 'off' });
  });

  test('the name of an entry leaves the others out', async () => {
    const config = await configOf(`${LOCAL}  llm: { provider: mailbox }\nmodel: llm\n`);
    expect(Object.keys(config.models)).toEqual(['llm']);
  });
});

describe('a resolved configuration', () => {
  const yaml = `${LOCAL}  gpt: { provider: openai, model: gpt-5, weight: 2 }
  own: { provider: anthropic, model: mine, price: { input: 4, output: 8 } }
proposers: [improve, { name: s-star, models: [gpt], options: { samples: 2 } }, tune]
novelty: { threshold: [0.9, 0.95, 0.97, 1], embedding: { model: vectors, price: free } }
`;

  test('holds prices with their date, and never a key', async () => {
    const config = await configOf(yaml, { env: { ...OPENAI, ...ANTHROPIC } });
    const { price: listed } = priceOf('gpt-5');
    expect(config.models['gpt']).toMatchObject({ price: { ...listed, asOf: PRICES_AS_OF } });
    expect(config.models['own']).toMatchObject({
      price: { input: 4, output: 8, cachedInput: 4, cacheWrite: 5 },
    });
    expect(config.models['local']).toMatchObject({ price: { input: 0, output: 0 } });
    expect(JSON.stringify(config)).not.toMatch(/planted/);
  });

  test('is itself when it is read again, with another environment and on another machine', async () => {
    for (const text of [
      yaml,
      '',
      'order: strict\n',
      `${LOCAL}start: signature\nadvice: { insights: off }\n`,
    ]) {
      const config = await configOf(text, { env: ANTHROPIC });
      const logged: unknown = JSON.parse(JSON.stringify(config));
      const { config: read } = await parseRunConfig(logged, { folder, loadPlugIns });
      expect(read).toEqual(config);
      const file = path.join(folder, 'resolved.yaml');
      await writeFile(file, JSON.stringify(config));
      expect((await loadRunConfig(file, { env: OPENAI, cores: 64, loadPlugIns })).config).toEqual(
        config,
      );
    }
  });

  test('in strict order does not depend on slots or cores', async () => {
    const windows: number[] = [];
    for (const cores of [2, 64]) {
      const slots = `slots: { proposal: ${cores}, evaluation: ${cores} }\n`;
      windows.push((await configOf(`${LOCAL}order: strict\n${slots}`, { cores })).window);
    }
    expect(windows).toEqual([32, 32]);
  });

  test('gives a writer all models, or those it names', async () => {
    const config = await configOf(yaml);
    expect(config.proposers).toMatchObject([
      { name: 'improve', models: ['local', 'gpt', 'own'], options: { turns: 3 } },
      { name: 's-star', models: ['gpt'], options: { samples: 2, rounds: 2, cases: 4 } },
      { name: 'tune' },
    ]);
    expect(config.advice.insights).toMatchObject({ model: 'gpt' });
  });

  test('a model that is on no list counts as the most expensive, and the message says so', async () => {
    const { config, asked } = await load(
      'models: { odd: { provider: openai, model: nobody-knows } }\n',
    );
    const { price } = priceOf('nobody-knows');
    expect(config.models['odd']).toMatchObject({ price: { ...price, assumed: true } });
    const notices = modelNotices(config, { asked, asking: 'allowed', kinds: KINDS });
    expect(notices[0]).toBe('model: odd (OPENAI_API_KEY), at most 5.00 USD');
    expect(notices[1]).toMatch(/^warning: the price of odd is not known.*models\.odd\.price/);
  });
});

describe('what is said first', () => {
  test.each([
    ['', {}, 'model: none (no ANTHROPIC_API_KEY or OPENAI_API_KEY); built-in proposers'],
    ['model: none\n', ANTHROPIC, 'model: none; built-in proposers'],
    [LOCAL, {}, 'model: local (no key, 127.0.0.1:1), free'],
    [
      'models: { me: { provider: mailbox }, agent: { provider: command, command: [agent, -p] } }\nbudget: { calls: 9 }\n',
      {},
      'models: me (mailbox), agent (agent -p), at most 9 calls',
    ],
  ])('%j with %j is "%s"', async (yaml, env, expected) => {
    const { config, asked } = await load(yaml, { env });
    expect(modelNotices(config, { asked, asking: 'allowed', kinds: KINDS })[0]).toBe(expected);
  });
});

test('prompts that are longer than prices hold are warned about', async () => {
  const yaml = `${LOCAL}proposers: [{ name: improve, options: { promptTokens: 200000 } }]\n`;
  const { config, asked } = await load(yaml);
  expect(modelNotices(config, { asked, asking: 'allowed', kinds: KINDS })[1]).toMatch(
    /^warning: prompts of up to 200000/,
  );
});

describe('mistakes about models', () => {
  test.each([
    [
      'models:\n  a: { provider: antropic, model: x }\n',
      `a.yaml:3:18 models.a.provider: expected one of ${[...KINDS.providers.keys()].join(', ')}; got the string "antropic", did you mean "anthropic"?`,
    ],
    [
      'models:\n  a: { provider: openai, model: x, maxToken: 3 }\n',
      'a.yaml:3:36 models.a: unknown key "maxToken", did you mean "maxTokens"?',
    ],
    [
      'models:\n  a: { provider: mailbox, price: free }\n',
      'a.yaml:3:27 models.a: unknown key "price"; known keys are provider, weight, concurrency, timeoutSeconds',
    ],
    [
      'models:\n  a: { provider: openai, model: x, price: { input: 1 } }\n',
      'a.yaml:3:43 models.a.price.output: is missing',
    ],
    [
      'models:\n  a: { provider: openai, model: x, price: fre }\n',
      'a.yaml:3:43 models.a.price: expected free or a mapping, got the string "fre"',
    ],
    [
      'models:\n  a: { provider: openai, model: x, keyEnv: sk-abc-def-123 }\n',
      'a.yaml:3:44 models.a.keyEnv: expected the name of an environment variable, never a key itself',
    ],
    [
      'models:\n  a: { provider: openai, model: x, baseUrl: "http://h/v1" }\n',
      'a.yaml:3:6 models.a.keyEnv: is missing; with a baseUrl, name the environment variable with the key of that server, or null for none',
    ],
    [
      'models:\n  a: { provider: openai, model: x, keyEnv: K, baseUrl: "http://u:secret@h/v1" }\n',
      'a.yaml:3:56 models.a.baseUrl: holds a secret, which would stand in the log; name its environment variable in keyEnv',
    ],
    [
      'models:\n  a: { provider: anthropic, model: x, thinkingTokens: 2000, maxTokens: 2000 }\n',
      'a.yaml:3:55 models.a.thinkingTokens: must be less than maxTokens (2000), of which it is a part',
    ],
    [
      'models: { auto: { provider: mailbox } }\n',
      'a.yaml:2:17 models.auto: "auto" means something else as the name of a model',
    ],
    [
      'model: sonet\nmodels: { sonnet: { provider: mailbox } }\n',
      'a.yaml:2:8 model: there is no model "sonet", did you mean "sonnet"?',
    ],
    ['model: sonnet\n', 'a.yaml:2:8 model: there is no model "sonnet"; "models" is empty'],
    [
      'proposers: [tune, { name: improve, models: [loca] }]\nmodels: { local: { provider: mailbox } }\n',
      'a.yaml:2:45 proposers.1.models.0: there is no model "loca", did you mean "local"?',
    ],
    [
      'proposers:\n  - name: s-star\n    options: { sample: 2 }\n',
      'a.yaml:4:16 proposers.0.options: unknown key "sample", did you mean "samples"?',
    ],
    [
      'proposers: [tune, improve]\n',
      'a.yaml:2:19 proposers.1: the proposer "improve" needs a model: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or name a model under "models"',
    ],
    [
      'advice: { insights: { every: 5 } }\nmodel: none\n',
      'a.yaml:2:21 advice.insights: this advice needs a model: leave out "model: none"',
    ],
    [
      'advice: { insights: of }\n',
      'a.yaml:2:21 advice.insights: expected off or a mapping, got the string "of"',
    ],
    [
      'advice: { insight: off }\n',
      'a.yaml:2:11 advice: unknown key "insight", did you mean "insights"?',
    ],
    [
      'novelty: { threshold: [0.5, 0.6] }\n',
      'a.yaml:2:23 novelty.threshold: needs one number for each of 4 islands, or one for all; got 2',
    ],
    ['replies: { misses: fail }\n', 'a.yaml:2:10 replies.from: is missing'],
    ['retry: { attempts: 0 }\n', 'a.yaml:2:20 retry.attempts: must be at least 1, got 0'],
  ])('%j is reported with its place', async (yaml, expected) => {
    expect(await complaint(yaml)).toBe(expected);
  });

  test('a proposer whose models are left out by "model" is reported', async () => {
    const yaml = `${LOCAL}  llm: { provider: mailbox }\nproposers: [{ name: improve, models: [local] }]\n`;
    expect(await complaint(yaml, { set: ['model=llm'] })).toMatch(
      /^a\.yaml:5:13 proposers\.0: the proposer "improve" names no model that is used; those are "llm"$/,
    );
  });

  test.each([
    ['proposers: [genetic, tune]', /proposers: none of them asks a model, so "local" would never/],
    ['proposers: [tune]\nadvice: { insights: {} }', /proposers: none of them asks a model/],
    [
      '  two: { provider: mailbox }\nproposers: [{ name: improve, models: [local] }]',
      /models\.two: no proposer asks this model/,
    ],
    [
      '  two: { provider: mailbox }\nproposers: [{ name: improve, models: [two] }, genetic]',
      /models\.local: no proposer asks this model/,
    ],
    ['model: local\nproposers: [random-program]', /proposers: none of them asks a model/],
  ])('a model that nobody would ask is an error: %j', async (yaml, says) => {
    expect(await complaint(`${LOCAL}${yaml}\n`)).toMatch(says);
  });

  test('a model that only advises, drafts or is not chosen is none', async () => {
    const asking = 'proposers: [{ name: improve, models: [local] }]';
    const two = `${LOCAL}  two: { provider: mailbox }\n`;
    const advised = `${two}${asking}\nadvice: { paradigm: { model: two } }\n`;
    expect(Object.keys((await configOf(advised)).models)).toEqual(['local', 'two']);
    expect((await configOf(`${two}${asking}\nmodel: local\n`)).models).not.toHaveProperty('two');
    const drafted = `${LOCAL}start: signature\nproposers: [genetic]\n`;
    expect(Object.keys((await configOf(drafted)).models)).toEqual(['local']);
  });

  test('a key in the environment that nobody would use is left alone, and said', async () => {
    const { config, asked, kinds } = await load('proposers: [genetic]\n', { env: OPENAI });
    expect(config).toMatchObject({ model: 'none', models: {} });
    expect(modelNotices(config, { asked, asking: 'allowed', kinds })).toEqual([
      'model: none (none of the proposers of the run file asks one); built-in proposers',
    ]);
  });
});
