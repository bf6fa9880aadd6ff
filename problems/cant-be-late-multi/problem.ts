import { defineProblem, policiesIn } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { clairvoyantCostUsd, worstCostUsd } from './cases/bound.ts';
import { generateCases } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import type { Workload } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

const statement = `
A job needs 48 hours of machine time and must be done by its deadline, 52 hours after its start. It may
run in any of 2 to 9 zones. Every 195 seconds (a tick) decide what it runs on until the next tick, and
where:

- spot: 0.92 to 1.75 USD/h, each zone with a price of its own that changes about twice a day; only
  while the zone has a machine. It is taken away without notice at the first tick at which the zone
  has none; what was done stays done.
- on demand: 3.06 USD/h in every zone, always there.
- wait: free.

Every start of a machine, every change between the two types and every move to another zone costs a
restart overhead of 720 seconds, during which the machine is paid but does no work: 3.7 ticks, of
which the slack of 4 hours pays for 20. Machines are paid by whole ticks, also the last one. At
every tick you see which zones have spot machines and what they cost, but not the future. Spells with
and without machines are mostly short (half of them below an hour), a few last for a day; zones
have a machine between 17 % and 90 % of the time, and zones of one region often lose it together.

The deadline is never missed, because a safety net overrides the answer: when the work left and one
more restart, rounded up to whole ticks, fill the time left, the job keeps a spot machine that has sat
out its overhead and otherwise runs on demand. Leaning on it is allowed and usually expensive.

Write \`createPolicy(task)\`. It is called once for each job and returns an object whose \`step\` is called
at every tick; it answers \`machine + 3 * zone\`. Minimise the mean cost of a job in USD over many
markets. Each job gets a fresh policy: nothing can be carried from one to the next.
`.trim();

const citation =
  'Wu et al., "Can\'t Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI 2024';

/** Mean share of machine hours bought on demand. */
const onDemandShare = metricFeature('onDemandShare', {
  measure: (metric) => {
    const onDemand = metric('onDemandHours');
    return onDemand / Math.max(onDemand + metric('spotHours'), 1);
  },
});

/** Mean number of starts and moves of a job: how restless the policy is. */
const restarts = metricFeature('restarts', {
  measure: (metric) => metric('launches') + metric('moves'),
});

/** The cases of a split, made when they are first asked for. */
function split(name: string, windows: number): () => readonly Workload[] {
  let cases: readonly Workload[] | undefined;
  return () => (cases ??= generateCases(name, windows));
}

/** Buy spot and on-demand machines in several zones so that a job meets its deadline for little. */
export const problem = defineProblem<Workload>({
  name: 'cant-be-late-multi',
  title: "Can't Be Late in several regions: spot machines under a deadline",
  statement,
  citation,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['stay-home', 'cheapest-zone', 'steadiest-zone']),
  baselines: policiesIn(here('policies/baselines/'), {
    'on-demand': undefined,
    greedy: 'greedy of the published single-region benchmark, over several zones',
    'round-robin': 'starting program of the published benchmark: 88.378 USD',
    'first-available': 'rule of the best published entry (LEVI): 74.409 USD',
    'uniform-progress-single': citation,
    'uniform-progress': `${citation}; in the cheapest zone that has a machine`,
  }),
  cases: {
    train: split('train', 10),
    validation: split('validation', 10),
    test: split('test', 20),
  },
  load: readPublishedCases,
  objective: {
    metric: 'meanCostUsd',
    direction: 'minimize',
    unit: 'USD',
    bound: clairvoyantCostUsd,
    worst: worstCostUsd,
  },
  features: [onDemandShare, restarts, codeSize([300, 9600])],
  evaluator: simulationEvaluator({
    simulation: here('simulation/index.ts'),
    // Some forty times what a seed takes, so that an endless loop holds a run up for little.
  }),
});
