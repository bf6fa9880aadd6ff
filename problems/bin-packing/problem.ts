import { defineProblem, policiesIn, type Feature, type Problem, type Scored } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize } from 'adrs-lab/sim';
import { pairingBound } from './cases/bound.ts';
import { generateSplit, SPLIT_SIZES } from './cases/generator.ts';
import { load } from './cases/published.ts';
import { excessPercent, type PackingCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const PAPER =
  'Romera-Paredes et al., Mathematical discoveries from program search with large language models, Nature 625, 2024';

/** Average number of bins that an item fits into. */
const offers: Feature = {
  name: 'offersPerItem',
  scale: { type: 'log', bins: 6, range: [3, 100] },
  measure: ({ evaluation }) => evaluation.metrics['offersPerItem'] ?? 0,
};

/** Specialisation: excess on Weibull sizes less excess on uniform sizes, in percent. */
const specialisation: Feature = {
  name: 'specialisation',
  scale: { type: 'linear', bins: 5, range: [-5, 5] },
  measure: ({ evaluation }) =>
    meanOfGroup(evaluation, 'weibull') - meanOfGroup(evaluation, 'uniform'),
};

/** Online bin packing: which of the bins it fits into gets each arriving item. */
export const problem: Problem<PackingCase> = defineProblem<PackingCase>({
  name: 'bin-packing',
  title: 'Online bin packing',
  statement: `Items of known size arrive one by one and each goes into a bin at once, for good. All bins
have the same capacity; use as few as you can. Write \`priority(item, remaining, scores, count)\`: give a
score to every bin that the item fits into, from the free space of these bins; the item goes into the bin
with the highest score. Two kinds of sequences are mixed, and the policy is told neither the kind nor what
comes next: sizes uniform in [20, 100] with bins of 150, and Weibull sizes (scale 45, shape 3) with bins
of 100. Best fit needs about 5 % and 4 % more bins than the volume of the items; heuristics that avoid
leaving a bin with a little space that nothing fits into come much closer.`,
  citation: PAPER,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['worst-fit', 'last-fit', 'scattered-fit']),
  baselines: policiesIn(here('policies/baselines/'), {
    'first-fit': `${PAPER}, table 1: excess 5.74 % on OR3, 4.23 % on Weibull 5k`,
    'best-fit': `${PAPER}, table 1: excess 5.37 % on OR3, 3.98 % on Weibull 5k`,
    'funsearch-or': `${PAPER}: excess 3.11 % on OR3`,
    'funsearch-weibull': `${PAPER}: excess 0.68 % on Weibull 5k`,
  }),
  cases: {
    train: () => generateSplit('train', SPLIT_SIZES.train),
    validation: () => generateSplit('validation', SPLIT_SIZES.validation),
    test: () => generateSplit('test', SPLIT_SIZES.test),
  },
  load,
  objective: {
    metric: 'excessPercent',
    direction: 'minimize',
    unit: '% of the L1 bound',
    bound: (workload) => excessPercent(workload, pairingBound(workload)),
    worst: (workload) => excessPercent(workload, workload.items.length),
  },
  features: [codeSize([100, 4000], { bins: 8 }), offers, specialisation],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});

/** Mean value of the cases of a group; 0 where there are none. */
function meanOfGroup({ cases }: Scored, group: string): number {
  const values = cases.filter((one) => one.group === group).map(({ value }) => value);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
