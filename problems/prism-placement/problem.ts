import { defineProblem, policiesIn } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { leastPressure } from './cases/bound.ts';
import { generateCases, SPLIT_SIZES } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import { WORST_PRESSURE, type PlacementCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const PRISM = 'Prism, a multi-LLM serving system, arXiv 2505.04021';
const BENCHMARK = 'published benchmark (ADRS, task prism), without the 1 it adds';

/** Place models on GPUs so that the highest pressure on cache memory is low. */
export const problem = defineProblem<PlacementCase>({
  name: 'prism-placement',
  title: 'Prism: placing models on GPUs',
  statement: `Many language models share a cluster of equal GPUs. What the weights leave free on a GPU is
cache memory for the requests of its models. The pressure of a GPU is the sum of rate / slo over its
models, divided by its free memory in TB. Write \`place(cluster, slices)\`: it sees all slices (models, or
parts of models that need several GPUs) at once and answers the GPU of each. Minimise the highest
pressure of any GPU plus the cost of moving slices away from where they lie now. Cases are of three kinds:
5 to 9 GPUs with two models each, from which nothing lies anywhere yet; 8 to 64 GPUs with models from
2.5 GB to 140 GB in up to 8 slices, which must lie apart, and very uneven demand; and the same already
placed for old demand, where moving costs. A placement that leaves out a slice or overfills a GPU makes its
case worth 1000. Greedy placement in one pass is far from the optimum: what limits it is the order of the
slices, how size and load are weighed against each other, and that it never takes a decision back.`,
  citation: PRISM,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), [
    'most-free',
    'least-loaded',
    'stay-put',
    'relieve-busiest',
  ]),
  baselines: policiesIn(here('policies/baselines/'), {
    'round-robin': `${BENCHMARK}: 16.1713`,
    greedy: `${PRISM}, algorithm 1; ${BENCHMARK}: 20.8916`,
    'greedy-weighted': `${BENCHMARK}: 23.979 for this order and choice`,
    'bisection-packing':
      'best-fit decreasing (Johnson 1973) at the least pressure at which it packs',
  }),
  cases: {
    train: () => generateCases('train', SPLIT_SIZES.train),
    validation: () => generateCases('validation', SPLIT_SIZES.validation),
    test: () => generateCases('test', SPLIT_SIZES.test),
  },
  load: readPublishedCases,
  objective: {
    metric: 'meanPressure',
    direction: 'minimize',
    unit: '1/TB',
    bound: leastPressure,
    worst: () => WORST_PRESSURE,
  },
  features: [
    codeSize([200, 6400], { bins: 8 }),
    metricFeature('imbalance'),
    metricFeature('migration', { bins: 6 }),
  ],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
