import { defineProblem, policiesIn, type Problem } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { boundPercent } from './cases/bound.ts';
import { generateCases } from './cases/generator.ts';
import { readOracleTrace } from './cases/published.ts';
import type { CacheCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

const statement = `
A cache holds objects of known sizes up to a number of bytes. Requests come one by one. A hit costs
nothing. A miss puts the object into the cache, and until it fits, objects are evicted: which ones?
Minimise the share of requests that miss, the mean over many traces; small caches (3 % of the bytes of all
objects), middling (10 %) and large ones (25 %).

Three kinds of sizes are mixed: pages of one size, blocks of a disk from 512 bytes to 68 KiB, and objects of the
web whose sizes span four orders of magnitude. Where sizes differ a small object is cheaper to keep.
Traces are mixed from independent requests by Zipf's law, objects that are requested once, long scans over
new objects, drifting popularity, and regions that are read from end to end again and again and do not fit.

The policy knows objects by slots, not by names. What was evicted lately is remembered, as many bytes as
the cache holds: an object that returns from there brings back its slot and \`pastCount\` and \`evictedAt\`.

Write \`start(slots, capacity)\`, \`priority(...)\`, rating an object at each of its requests, and
\`victim(lowest, now, size)\`, which returns the slot to evict, often \`lowest\`, the one with the lowest
priority. Priorities do not change between requests of an object; one that should age is rated with a value
that grows with time, such as \`now\`, or on top of \`floor\`, the priority of the object evicted last.
`.trim();

/** Which object leaves a cache that is full. */
export const problem: Problem<CacheCase> = defineProblem<CacheCase>({
  name: 'cache-eviction',
  title: 'Cache eviction: which object leaves a full cache',
  statement,
  citation: 'Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023',
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['oldest-out', 'least-used-out', 'largest-out']),
  baselines: policiesIn(here('policies/baselines/'), {
    fifo: undefined,
    lru: undefined,
    clock: 'Corbato 1968',
    lfu: undefined,
    gdsf: 'Cherkasova, HP Labs HPL-98-69, 1998',
    arc: 'Megiddo and Modha, FAST 2003; over the shared memory of evicted objects',
    sieve: 'Zhang et al., NSDI 2024',
    's3-fifo': 'Yang et al., SOSP 2023',
  }),
  cases: {
    train: () => generateCases('train', 1),
    validation: () => generateCases('validation', 1),
    test: () => generateCases('test', 2),
  },
  load: readOracleTrace,
  objective: {
    metric: 'missPercent',
    direction: 'minimize',
    unit: '% of the requests',
    bound: boundPercent,
    worst: () => 100,
  },
  features: [
    codeSize([100, 3200]),
    // By how many points more bytes than requests miss: how much the policy favours small objects.
    metricFeature('sizeBias', {
      measure: (metric) => metric('byteMissPercent') - metric('missPercent'),
    }),
    // Requests that victims had not been asked for: low for policies that evict what is new.
    metricFeature('meanIdle'),
  ],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
