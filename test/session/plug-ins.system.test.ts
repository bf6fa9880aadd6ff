import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adrs } from '../cli/processes.ts';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';

let place: PlugInFolder;
beforeAll(async () => {
  place = await makePlugInFolder();
});
afterAll(() => place[Symbol.asyncDispose]());

const RUN = {
  problem: './guess',
  seed: 3,
  order: 'strict',
  budget: { evaluations: 40 },
  slots: { evaluation: 1 },
  search: { type: './my-search.ts', width: 3 },
  models: { echo: { provider: './my-provider.ts', latencyMs: 1 } },
  proposers: [
    { name: './my-proposer.ts', options: { step: 8 } },
    { name: './my-asker.ts', weight: 2 },
  ],
  advice: { insights: 'off', paradigm: 'off' },
  novelty: 'off',
};

test('a search, proposers, a provider and an evaluator from outside run, resume and replay', async () => {
  const file = await place.write('run.yaml', RUN);
  const out = path.join(place.folder, 'run');
  const run = await adrs('run', file, '--out', out);
  expect(run).toMatchObject({ code: 0 });

  const { out: json } = await adrs('show', out, '--json');
  expect(json).toContain('my-proposer');
  expect(json).toContain('my-asker@echo');
  const config = await readFile(path.join(out, 'config.yaml'), 'utf8');
  expect(config).toContain('type: ../my-search.ts');
  expect(await adrs('replay', out)).toMatchObject({ code: 0 });
  expect(await adrs('resume', out)).toMatchObject({ code: 0 });
  expect(await adrs('run', file, '--estimate')).toMatchObject({ code: 0 });
  const checked = await adrs('models', file);
  expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('echo') });
});

test('islands keep what an archive from outside keeps', async () => {
  const search = { type: 'islands', islands: 2, archive: { type: './my-archive.ts', size: 4 } };
  const proposers = [{ name: './my-proposer.ts', options: { step: 8 } }];
  const file = await place.write('islands.yaml', { ...RUN, model: 'none', search, proposers });
  const out = path.join(place.folder, 'islands');
  expect(await adrs('run', file, '--out', out)).toMatchObject({ code: 0 });
  expect(await adrs('replay', out)).toMatchObject({ code: 0 });
});

test('a plug-in that is gone is told when its run goes on', async () => {
  const search = { type: './lost/my-search.ts' };
  await place.write('lost/my-search.ts', "export { search } from '../my-search.ts';\n");
  const file = await place.write('lost.yaml', {
    ...RUN,
    model: 'none',
    search,
    proposers: ['./my-proposer.ts'],
  });
  const out = path.join(place.folder, 'lost-run');
  expect(await adrs('run', file, '--out', out)).toMatchObject({ code: 0 });
  await place.write('lost/my-search.ts', 'export const nothing = 0;\n');
  const resumed = await adrs('resume', out);
  expect(resumed.code).not.toBe(0);
  expect(resumed.err).toContain('run.db: search.type: ');
  expect(resumed.err).toContain('my-search.ts: exports no "search"');
});

test('a proposer that throws while it works stops its run and is named with its line', async () => {
  const proposer = await place.write(
    'tired-proposer.ts',
    `import { defineProposer } from 'adrs-lab';
import * as z from 'zod';
export const proposer = defineProposer({
  name: 'tired-proposer',
  summary: 'throws',
  options: z.object({}),
  create: () => ({
    name: 'tired-proposer',
    maxEvaluations: 0,
    propose() {
      throw new TypeError('too tired');
    },
  }),
});
`,
  );
  const file = await place.write('tired.yaml', {
    problem: './guess',
    model: 'none',
    budget: { evaluations: 10 },
    proposers: ['./tired-proposer.ts'],
  });
  const { code, err } = await adrs('run', file, '--out', path.join(place.folder, 'tired'));
  expect(code).toBe(1);
  expect(err).toContain(`E_PLUGIN proposer ${proposer}:11:13: "propose" threw: too tired\n`);
});
