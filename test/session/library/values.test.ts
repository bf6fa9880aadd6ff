import { describe, expect, test } from 'vitest';
import {
  loadRunConfig,
  parseRunConfig,
  type LoadedConfig,
} from '../../../src/config/run-config.ts';
import type { RunFileKeys } from '../../../src/config/run-file-keys.ts';
import { plugInLoader, type PlugIns } from '../../../src/session/load-plug-ins.ts';
import { proposer as asker } from '../../fixtures/plug-ins/my-asker.ts';
import { archive } from '../../fixtures/plug-ins/my-archive.ts';
import { proposer } from '../../fixtures/plug-ins/my-proposer.ts';
import { provider } from '../../fixtures/plug-ins/my-provider.ts';
import { search } from '../../fixtures/plug-ins/my-search.ts';

const GIVEN: PlugIns = {
  searches: [search],
  archives: [archive],
  proposers: [proposer, asker],
  providers: [provider],
};

function load(keys: RunFileKeys, plugins: PlugIns = GIVEN): Promise<LoadedConfig> {
  const loadPlugIns = plugInLoader(plugins);
  return loadRunConfig({ problem: 'p', ...keys }, { loadPlugIns, env: {}, cores: 2 });
}

describe('keys of a run file as a value', () => {
  test('mean what the file would mean, and what is undefined is left out', async () => {
    const { config, origin } = await load({ seed: 7, budget: { evaluations: 5 }, data: undefined });
    expect(config).toMatchObject({ seed: '7', budget: { evaluations: 5 }, order: 'strict' });
    expect(config).not.toHaveProperty('data');
    expect(origin.folder).toBe(process.cwd());
  });

  test('are checked like the file, each mistake with its key', async () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not reach JavaScript
    const wrong = { budget: { evaluations: 0, dollars: 3 }, search: { islnds: 2 } } as RunFileKeys;
    const error: unknown = await load(wrong).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_CONFIG' });
    expect(String(error).split('\n')).toEqual([
      expect.stringContaining('config: budget.evaluations'),
      expect.stringContaining('config: budget: unknown key "dollars"'),
      expect.stringContaining('config: search: unknown key "islnds"'),
    ]);
  });
});

describe('plug-ins as values', () => {
  const keys: RunFileKeys = {
    search: { type: 'islands', archive: { type: 'my-archive', size: 4 } },
    proposers: [{ name: 'my-proposer', options: { step: 2 } }, 'my-asker'],
    models: { me: { provider: 'my-provider', latencyMs: 3 } },
  };

  test('are named by their names and have their options, which a log keeps', async () => {
    const { config } = await load(keys);
    expect(config).toMatchObject({
      search: { archive: { type: 'my-archive', size: 4 } },
      proposers: [{ name: 'my-proposer', options: { step: 2 } }, { models: ['me'] }],
      models: { me: { provider: 'my-provider', latencyMs: 3 } },
    });
    const logged: unknown = JSON.parse(JSON.stringify(config));
    const place = { folder: '/run', loadPlugIns: plugInLoader(GIVEN) };
    expect((await parseRunConfig(logged, place)).config).toEqual(config);
    const without = parseRunConfig(logged, { folder: '/run', loadPlugIns: plugInLoader() });
    await expect(without).rejects.toMatchObject({ hint: expect.stringContaining('as values') });
  });

  test('do not take a name that is taken', () => {
    expect(() => plugInLoader({ searches: [search, search] })).toThrow(
      'plugins: there is another search of the name "my-search"',
    );
    expect(() => plugInLoader({ archives: [{ ...archive, name: 'grid' }] })).toThrow('"grid"');
  });

  test('are checked where nobody compiled them', () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not reach JavaScript
    const broken = { searches: [{ name: 'x', summary: '' }] } as unknown as PlugIns;
    expect(() => plugInLoader(broken)).toThrow('plugins: a search is wrong: it has no function');
  });
});
