import { defineProblem, policiesIn } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { highestScore } from './cases/bound.ts';
import { generateCases, SPLIT_ROUNDS } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import { WORST_SCORE, type TelemetryCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const HODOR =
  'Hodor: Krentsel et al., "A case for validating inputs in software-defined WANs" (HotNets 2024)';

/** Tell the true rates of a network from readings of which a fifth is wrong. */
export const problem = defineProblem<TelemetryCase>({
  name: 'telemetry-repair',
  title: 'Telemetry repair: true counters from redundant readings',
  statement: `Routers report what each of their interfaces receives and sends. About a fifth of the
interfaces are faulty: they read 0, or each of their two counters is scaled by a factor of its own; sometimes all interfaces of
a router at once. Write \`repair(links, readings, answer)\`: from the readings of one snapshot of a network
it writes, for each interface, the repaired rates received and sent, the status, and the probability that
each rate is within 10 % of the true one. Two laws make readings redundant: both ends of a link count the
same traffic, and what a router receives over all interfaces, hosts included, sums to what it sends. The score
is 0.75 (1 - mean relative error, each at most 1) + 0.05 (share of right statuses) + 0.2 (1 - mean of (confidence - right)^2).
Agreement of the two ends of a link settles most counters. What is hard: which end is wrong where they differ, whole routers
that read nothing, interfaces to hosts, which have no other end, and to know what cannot be known.`,
  citation: HODOR,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['own-reading', 'other-end', 'nearer-to-balance']),
  baselines: policiesIn(here('policies/baselines/'), {
    'do-nothing': 'readings as they are',
    'link-peer': `${HODOR}, link symmetry at 2 %, as in the published starting programs`,
    'larger-end': 'two lines of our own',
    'router-balance': `${HODOR}, link symmetry and conservation of flow`,
    'consistent-flows':
      'ours: the combination of readings that balances each router; Brier (1950) for confidence',
  }),
  cases: {
    train: () => generateCases('train', SPLIT_ROUNDS.train),
    validation: () => generateCases('validation', SPLIT_ROUNDS.validation),
    test: () => generateCases('test', SPLIT_ROUNDS.test),
  },
  load: readPublishedCases,
  objective: {
    metric: 'score',
    direction: 'maximize',
    unit: 'points',
    bound: highestScore,
    worst: () => WORST_SCORE,
  },
  features: [
    codeSize([800, 12_800], { bins: 8 }),
    metricFeature('healthyError', { bins: 6 }),
    metricFeature('calibration', { bins: 6 }),
  ],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
