import { createTopArchive, type SearchParts } from 'adrs-lab';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import {
  describeArchive,
  describeLanguageModel,
  describeProblem,
  describeProposer,
  describeSearch,
} from '../../src/testing/index.ts';
import { archive } from '../fixtures/plug-ins/my-archive.ts';
import { proposer as asker } from '../fixtures/plug-ins/my-asker.ts';
import { proposer } from '../fixtures/plug-ins/my-proposer.ts';
import { provider } from '../fixtures/plug-ins/my-provider.ts';
import { search } from '../fixtures/plug-ins/my-search.ts';
import { problem } from '../fixtures/plug-ins/guess/problem.ts';

const parts: SearchParts = { seed: '1', createArchive: () => createTopArchive({ size: 3 }) };
const place = { name: 'me', timeoutMs: 60_000, env: {}, folder: '/nowhere' };

describeSearch('a search from outside', () => search.create({ width: 3 }, parts));
describeArchive('an archive from outside', () => archive.create({ size: 6 }, { scales: [] }), 0);
describeLanguageModel('a provider from outside', async ({ latencyMs }) => ({
  model: await provider.create({ latencyMs }, place),
}));
const code = 'export function choose() { return 4; }\n';
const declaration = 'export function choose(): number;\n';
describeProposer('a proposer from outside', {
  create: () => proposer.create({ step: 3 }, { declaration }),
  code,
});
const model = await provider.create({ latencyMs: 0 }, place);
const asking = { declaration, model, trainCases: 8, limits: {}, countTokens: () => 1 };
describeProposer('a proposer from outside that asks a model', {
  create: () => asker.create({}, asking),
  code,
});
describeProblem(problem, {
  exploits: new URL('policies/exploits/', problem.policy.declaration),
  createSandbox: () => createSandbox({ workers: 1 }),
});
