import { expect, test } from 'vitest';
import { evolve } from '../../src/engine/evolve.ts';
import { metricFeature } from '../../src/sim/index.ts';
import { toyPlan } from './toy-run.ts';

const never = new AbortController().signal;

test('a feature that reads a metric which a seed does not have stops the run', async () => {
  const plan = toyPlan();
  const problem = { ...plan.problem, features: [metricFeature('distanse')] };
  await expect(evolve({ ...plan, problem }, never)).rejects.toMatchObject({
    code: 'E_PLUGIN',
    message: 'feature distanse of toy reads the metric "distanse", which seed zero does not have',
    hint: 'it has distance',
  });
});
