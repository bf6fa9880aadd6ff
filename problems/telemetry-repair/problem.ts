import { defineProblem, type Feature, type Problem } from 'adrs';
import { simulationEvaluator } from 'adrs/evaluators/simulation';
import { highestScore } from './cases/bound.ts';
import { generateCases, SPLIT_ROUNDS } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import { WORST_SCORE, type TelemetryCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const HODOR =
  'Hodor: Krentsel et al., "A case for validating inputs in software-defined WANs" (HotNets 2024)';

/** Characters of code besides comments and white space. */
const codeSize: Feature = {
  name: 'codeSize',
  scale: { type: 'log', bins: 8, range: [800, 12_800] },
  measure: ({ source }) =>
    Object.values(source.files)
      .join('')
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|\s+/g, '').length,
};

/** How much a repair damages what was healthy. */
const healthyError: Feature = {
  name: 'healthyError',
  scale: { type: 'quantile', bins: 6 },
  measure: ({ evaluation }) => evaluation.metrics['healthyError'] ?? 0,
};

/** How well the policy knows what it knows. */
const calibration: Feature = {
  name: 'calibration',
  scale: { type: 'quantile', bins: 6 },
  measure: ({ evaluation }) => evaluation.metrics['calibration'] ?? 0,
};

/** Tell the true rates of a network from readings of which a fifth is wrong. */
export const problem: Problem<TelemetryCase> = defineProblem<TelemetryCase>({
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
  seeds: ['own-reading', 'other-end', 'nearer-to-balance'].map((name) => ({
    name,
    file: here(`policies/seeds/${name}.ts`),
  })),
  baselines: [
    {
      name: 'do-nothing',
      file: here('policies/baselines/do-nothing.ts'),
      citation: 'readings as they are',
    },
    {
      name: 'link-peer',
      file: here('policies/baselines/link-peer.ts'),
      citation: `${HODOR}, link symmetry at 2 %, as in the published starting programs`,
    },
    {
      name: 'larger-end',
      file: here('policies/baselines/larger-end.ts'),
      citation: 'two lines of our own',
    },
    {
      name: 'router-balance',
      file: here('policies/baselines/router-balance.ts'),
      citation: `${HODOR}, link symmetry and conservation of flow`,
    },
    {
      name: 'consistent-flows',
      file: here('policies/baselines/consistent-flows.ts'),
      citation:
        'ours: the combination of readings that balances each router; Brier (1950) for confidence',
    },
  ],
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
  features: [codeSize, healthyError, calibration],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
