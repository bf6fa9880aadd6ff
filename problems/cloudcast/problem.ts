import { defineProblem, policiesIn } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { leastCostUsd, worstCostUsd } from './cases/bound.ts';
import { generateCases } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import type { Workload } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

const statement = `
300 GB lie in one region of a cloud and are wanted in 4 to 7 others, some of them of other providers.
They are cut into 10 parts. For every destination and every part, give the path of regions that the
part takes; any region may relay. There are 18 to 30 regions and an edge from each to each other.

The cost in USD has two terms. Egress: every part pays the price of every edge it crosses, once, even
if its paths to several destinations share the edge. Prices depend on the region that is left, on whether
the provider changes, and on the distance; going through a cheap region is often cheaper than
going straight, and a region that has a part can hand it on to several others. Rent: in every region on some
path machines are rented until the slowest edge is done. An edge is slow when many parts cross
it, when its throughput is low, and when it shares the capacity of a region with many other edges.

Egress is most of the cost. The cheapest ways to reach all destinations at once form a Steiner
tree; which of the trees with little egress is fast enough, and whether parts should take different
trees, is the rest.

Write \`plan(task, prices, gbps)\`. Minimise the mean cost of a broadcast over many clouds. A plan that
leaves out a part or a destination fails.
`.trim();

const citation =
  'Wooders et al., "Cloudcast: High-Throughput, Cost-Aware Overlay Multicast in the Cloud", NSDI 2024';

/** Send data from one region to many over paths that cost little. */
export const problem = defineProblem<Workload>({
  name: 'cloudcast',
  title: 'Cloudcast: broadcast over several clouds',
  statement,
  citation,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), [
    'one-relay',
    'cheapest-paths',
    'discounted-paths',
    'chance-relays',
  ]),
  baselines: policiesIn(here('policies/baselines/'), {
    direct: 'published benchmark, five broadcasts: 1199.169 USD',
    dijkstra: 'the seed of the published benchmark: 1074.935 USD',
    'path-heuristic': 'Takahashi and Matsuyama 1980; 786.397 USD with other ties',
    steiner: `${citation}; exact tree: 626.245 USD`,
    'steiner-local': undefined,
  }),
  cases: {
    train: () => generateCases('train', 4),
    validation: () => generateCases('validation', 4),
    test: () => generateCases('test', 8),
  },
  load: readPublishedCases,
  objective: {
    metric: 'meanCostUsd',
    direction: 'minimize',
    unit: 'USD',
    bound: leastCostUsd,
    worst: worstCostUsd,
  },
  features: [
    // Of the cost: whether the policy looks for cheap edges or for fast ones.
    metricFeature('rentShare', {
      measure: (metric) => metric('vmUsd') / Math.max(metric('vmUsd') + metric('egressUsd'), 1e-9),
    }),
    // Mean number of edges in use: how far the policy relays, and over how many trees.
    metricFeature('edgesUsed'),
    codeSize([300, 9600]),
  ],
  evaluator: simulationEvaluator({
    simulation: here('simulation/index.ts'),
    // A hundred times what the most expensive baseline takes. Walks through a graph are easily made endless.
    limits: { maxSteps: 1_000_000_000 },
  }),
});
