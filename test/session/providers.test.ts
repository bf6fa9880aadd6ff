import { expect, test } from 'vitest';
import { createModels } from '../../src/session/compose-providers.ts';
import { createRunSchema } from '../../src/config/run-rules.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';

const ASKED = createRunSchema(KINDS).parse({
  problem: 'p',
  models: {
    gpt: { provider: 'openai', model: 'gpt-5', effort: 'low', timeoutSeconds: 9 },
    claude: { provider: 'anthropic', model: 'claude-sonnet-5-5', concurrency: 2 },
    local: { provider: 'openai', model: 'q', baseUrl: 'http://127.0.0.1:1/v1', keyEnv: null },
    agent: { provider: 'command', command: ['agent', '-p'] },
    person: { provider: 'mailbox' },
  },
});
const { models } = resolveConfig(ASKED, { env: {}, cores: 2, kinds: KINDS }).config;
const KEYS = { OPENAI_API_KEY: 'sk-planted-1234567', ANTHROPIC_API_KEY: 'sk-ant-planted-123' };
const common = { kinds: KINDS, folder: '/nowhere', countTokens: (text: string) => text.length };

test('a model without its key is a ConfigError that names the variable', async () => {
  const made = createModels(models, { ...common, env: {}, asking: 'allowed' });
  await expect(made).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringMatching(/(OPENAI|ANTHROPIC)_API_KEY is not set/),
    hint: expect.stringMatching(/model=none/),
  });
});

test('identities, names and prices are the same with and without keys, so that replies are found', async () => {
  const asking = await createModels(models, { ...common, env: KEYS, asking: 'allowed' });
  const silent = await createModels(models, { ...common, env: {}, asking: 'never' });
  const facts = (made: typeof asking): unknown =>
    [...made.values()].map(({ name, identity, price, maxOutputTokens }) => {
      return { name, identity, price, maxOutputTokens };
    });
  expect([...asking.keys()]).toEqual(['gpt', 'claude', 'local', 'agent', 'person']);
  expect(facts(silent)).toEqual(facts(asking));
  expect(JSON.stringify(facts(asking))).not.toMatch(/planted/);
});

test('identities do not depend on limits of time and rate', async () => {
  const { models: slower } = resolveConfig(
    createRunSchema(KINDS).parse({
      problem: 'p',
      models: {
        gpt: {
          provider: 'openai',
          model: 'gpt-5',
          effort: 'low',
          timeoutSeconds: 99,
          concurrency: 1,
          requestsPerMinute: 5,
        },
      },
    }),
    { env: {}, cores: 2, kinds: KINDS },
  ).config;
  const options = { ...common, env: {}, asking: 'never' } as const;
  const [one] = (await createModels(models, options)).values();
  const [other] = (await createModels(slower, options)).values();
  expect(other?.identity).toEqual(one?.identity);
});

test('offline, a model answers nothing and says how to ask it', async () => {
  const silent = await createModels(models, { ...common, env: KEYS, asking: 'never' });
  const request = {
    key: 'k',
    title: 'improve p1',
    messages: [{ role: 'user', text: 'x' }],
  } as const;
  for (const model of silent.values()) {
    const answer = model.complete(request, new AbortController().signal);
    await expect(answer).rejects.toMatchObject({ kind: 'missing-reply', hint: /--offline/ });
  }
});
