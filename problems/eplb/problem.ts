import { defineProblem, policiesIn, type Problem } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { highestBalance } from './cases/bound.ts';
import { readExpertLoad } from './cases/published.ts';
import { generateCases, generateFullCase } from './cases/generator.ts';
import type { ExpertCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const EPLB = 'DeepSeek, Expert Parallelism Load Balancer (EPLB), 2025';

const statement = `
A mixture-of-experts model runs on many GPUs. In every layer each GPU has a few slots, each of which
holds one expert; there are more slots than experts, so that some experts have several replicas, which
share the expert's tokens equally. How many tokens an expert gets differs a lot between experts and changes
from one window of traffic to the next. After each window decide which expert every slot holds in
the next one. The layer is done when its fullest GPU is, so maximise the balance: the sum over layers of
the mean load of a GPU, over the sum over layers of the load of the fullest GPU, in the next window.

Write \`createBalancer(shape)\`. It is called once for each model and returns an object whose
\`rebalance(load, previous, map)\` is called after each window. It sees the window that has just ended,
may remember those before it, and fills \`map\`. Every expert needs a slot in every layer. In some
cases (\`isHierarchical\`) all replicas of a group of experts must lie on one node. Cases have 64 to 256
experts and 160 to 288 slots on 16 or 32 GPUs.

A map that is perfect for the window that has ended is far from perfect for the next one. What helps is a
better guess of the next window (loads have a part that lasts, a part that drifts, and noise and bursts
that pass; experts of one group move together) and maps that suffer little when the guess is wrong.
`.trim();

/** Place the replicas of a model's experts so that its GPUs are evenly loaded in the next window. */
export const problem: Problem<ExpertCase> = defineProblem<ExpertCase>({
  name: 'eplb',
  title: 'EPLB: placing the experts of a mixture-of-experts model',
  statement,
  citation: EPLB,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['equal-copies', 'split-the-hot', 'long-memory']),
  baselines: policiesIn(here('policies/baselines/'), {
    'round-robin': undefined,
    deepseek: `${EPLB}; published balance: 0.66 of GPUs, 0.25 of slots`,
    'deepseek-global': EPLB,
    'global-snake':
      'the rule of LEVI in the ADRS leaderboard; published: 0.72 of GPUs, 0.285 of slots',
    hamilton: 'the rule of GEPA in the ADRS leaderboard',
    forecast: undefined,
  }),
  cases: {
    train: () => generateCases('train', 2),
    validation: () => generateCases('validation', 3),
    test: () => generateCases('test', 8),
    full256: () => [generateFullCase(256, false)],
    full64: () => [generateFullCase(64, false)],
    timed256: () => [generateFullCase(256, true)],
    timed64: () => [generateFullCase(64, true)],
  },
  load: readExpertLoad,
  objective: {
    metric: 'gpuBalance',
    direction: 'maximize',
    unit: 'share of perfect',
    bound: highestBalance,
    worst: () => 0,
  },
  features: [
    codeSize([600, 9600]),
    // Of the slots for which a GPU has to fetch an expert at each rebalancing.
    metricFeature('fetchedShare', { bins: 6 }),
    // How well replicas are shared out, wherever they lie.
    metricFeature('slotBalance', { bins: 6 }),
  ],
  evaluator: simulationEvaluator({
    simulation: here('simulation/index.ts'),
  }),
});
