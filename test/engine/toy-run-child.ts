/** Runs the toy run in a new folder, for tests that kill it. */
import { evolve } from '../../src/engine/evolve.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { toyPlan } from './toy-run.ts';

const [folder = '', slots = '2'] = process.argv.slice(2);
const store = openRunStore(folder, { mode: 'create' });
const plan = toyPlan({ store, evaluations: 120, evaluationSlots: Number(slots), jitterMs: 3 });
const end = await evolve(plan, new AbortController().signal);
await store.close();
process.stdout.write(end.status);
