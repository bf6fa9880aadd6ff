import { defineProblem, policiesIn, type Problem } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { mostAllocation } from './cases/bound.ts';
import { generateCases, SPLIT_SIZES } from './cases/generator.ts';
import { readPublishedLists } from './cases/published.ts';
import { limitsFor } from './cases/limits.ts';
import type { SchedulingCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const FGD =
  'Weng et al., Beware of fragmentation: scheduling GPU-sharing workloads with fragmentation gradient descent, USENIX ATC 2023';
const published = (percent: string): string => `${FGD}: ${percent} % of the GPUs, default list`;

/** Cluster scheduling: which node, and which GPU of it, each arriving pod goes to. */
export const problem: Problem<SchedulingCase> = defineProblem<SchedulingCase>({
  name: 'gpu-packing',
  title: 'GPU packing: scheduling pods that share GPUs',
  statement: `Pods arrive one by one at a cluster of machines with CPU, memory and up to 8 GPUs, and stay. A pod
asks for no GPU, a part of one GPU, or 1, 2, 4 or 8 whole GPUs of one node; some run on certain GPU models
only. Together they ask for 1.3 times the GPUs there are. Write \`createScheduler(task)\`, whose
\`score(pod, count, scores, ...)\` rates all places that a pod fits into; it goes to the best, or is turned
away where it fits nowhere. Maximise the part of all GPU milli that pods hold at the end. GPUs are lost
as fragments: a GPU with less free than any pod asks for, and free GPUs on a node without the CPU or memory for
another pod. Four mixes: the public one, mostly shared GPUs, much demand for several GPUs, and
pods tied to GPU models. Nothing is known of what comes next but how common each class of pods is. Best fit
by GPU alone is hard to beat; it leaves nodes whose CPU is used up.`,
  citation: FGD,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['weighted-spread', 'balanced-shares', 'rough-level']),
  baselines: policiesIn(here('policies/baselines/'), {
    random: published('87.47'),
    'dot-product': published('90.85'),
    'gpu-packing': published('92.00'),
    'best-fit': published('93.08'),
    fgd: published('95.39'),
    'borg-evolved': 'AlphaEvolve white paper, 2025, section 3.3.1',
    'gpu-best-fit': undefined,
    'first-fit': undefined,
    'worst-fit': undefined,
  }),
  cases: {
    train: () => generateCases('train', SPLIT_SIZES.train),
    validation: () => generateCases('validation', SPLIT_SIZES.validation),
    test: () => generateCases('test', SPLIT_SIZES.test),
  },
  load: readPublishedLists,
  objective: {
    metric: 'allocationPercent',
    direction: 'maximize',
    unit: '% of all GPU milli',
    bound: mostAllocation,
    worst: () => 0,
  },
  features: [
    codeSize([300, 6000], { bins: 8 }),
    // Places that a pod fits into: how many the policy keeps open.
    metricFeature('offersPerPod'),
    // How many pods it turns away: large ones if few, for the GPUs that stay free.
    metricFeature('rejectedPercent', { bins: 6 }),
  ],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
  limits: limitsFor,
});
