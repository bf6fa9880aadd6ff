import { defineProblem, type Feature } from 'adrs';
import { simulationEvaluator } from 'adrs/evaluators/simulation';
import { leastCostUsd, worstCostUsd } from './cases/bound.ts';
import { generateCases } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import type { Workload } from './cases/workload.ts';

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

/** Share of the cost that is rent: whether the policy looks for cheap edges or for fast ones. */
const rentShare: Feature = {
  name: 'rentShare',
  scale: { type: 'quantile', bins: 8 },
  measure: ({ evaluation: { metrics } }) => {
    const rent = metrics['vmUsd'] ?? 0;
    return rent / Math.max(rent + (metrics['egressUsd'] ?? 0), 1e-9);
  },
};

/** Mean number of edges in use: how far the policy relays, and over how many trees. */
const edgesUsed: Feature = {
  name: 'edgesUsed',
  scale: { type: 'quantile', bins: 8 },
  measure: ({ evaluation: { metrics } }) => metrics['edgesUsed'] ?? 0,
};

/** Characters of code besides white space. */
const codeLength: Feature = {
  name: 'codeLength',
  scale: { type: 'log', bins: 6, range: [300, 9600] },
  measure: ({ source }) => Object.values(source.files).join('').replaceAll(/\s+/g, '').length,
};

const fileOf = (name: string): URL => new URL(`${name}.ts`, import.meta.url);

/** Send data from one region to many over paths that cost little. */
export const problem = defineProblem<Workload>({
  name: 'cloudcast',
  title: 'Cloudcast: broadcast over several clouds',
  statement,
  citation,
  policy: { entry: 'policy.ts', declaration: new URL('policy.d.ts', import.meta.url) },
  seeds: ['one-relay', 'cheapest-paths', 'discounted-paths', 'chance-relays'].map((name) => ({
    name,
    file: fileOf(`policies/seeds/${name}`),
  })),
  baselines: [
    {
      name: 'direct',
      file: fileOf('policies/baselines/direct'),
      citation: 'published benchmark, five broadcasts: 1199.169 USD',
    },
    {
      name: 'dijkstra',
      file: fileOf('policies/baselines/dijkstra'),
      citation: 'the seed of the published benchmark: 1074.935 USD',
    },
    {
      name: 'path-heuristic',
      file: fileOf('policies/baselines/path-heuristic'),
      citation: 'Takahashi and Matsuyama 1980; 786.397 USD with other ties',
    },
    {
      name: 'steiner',
      file: fileOf('policies/baselines/steiner'),
      citation: `${citation}; exact tree: 626.245 USD`,
    },
    { name: 'steiner-local', file: fileOf('policies/baselines/steiner-local') },
  ],
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
  features: [rentShare, edgesUsed, codeLength],
  evaluator: simulationEvaluator({
    simulation: new URL('simulation/index.ts', import.meta.url),
    // Ten times what the exact trees take. Walks through a graph are easily made endless.
    limits: { maxSteps: 3_000_000 },
  }),
});
