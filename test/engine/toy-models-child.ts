/** Runs a toy run that asks a model, for tests that kill it. Notes every request that leaves. */
import { appendFileSync } from 'node:fs';
import { evolve } from '../../src/engine/evolve.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { toyModel, writerWith } from './toy-models.ts';
import { toyPlan } from './toy-run.ts';

const [folder = '', mode = 'create', requests = ''] = process.argv.slice(2);
const store = openRunStore(folder, { mode: mode === 'resume' ? 'resume' : 'create' });
const model = toyModel({
  latencyMs: ({ key }) => Number.parseInt(key.slice(0, 2), 16) / 8,
  onRequest: ({ key }) => appendFileSync(requests, `${key}\n`),
});
const plan = toyPlan({
  store,
  evaluations: 2_000,
  proposers: [writerWith(model)],
  overrides: {
    proposalSlots: 64,
    window: 64,
    order: 'eager',
    budget: { evaluations: 2_000, spending: { usd: 1.2 } },
  },
});
const end = await evolve(plan, new AbortController().signal);
await store.close();
process.stdout.write(end.status);
