import { createTopArchive, type SearchParts } from 'adrs';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import {
  describeArchive,
  describeLanguageModel,
  describeProblem,
  describeSearch,
} from '../../src/testing/index.ts';
import { archive } from '../fixtures/plug-ins/my-archive.ts';
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
describeProblem(problem, {
  exploits: new URL('policies/exploits/', problem.policy.declaration),
  createSandbox: () => createSandbox({ workers: 1 }),
});
