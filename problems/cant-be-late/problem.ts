import { defineProblem, policiesIn, type Feature } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { clairvoyantCostUsd, worstCostUsd } from './cases/bound.ts';
import { generateCases } from './cases/generator.ts';
import { readPublishedCases } from './cases/published.ts';
import type { Workload } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

const statement = `
A job needs 48 hours of machine time and must be done by its deadline, 52 or 70 hours after its
start. Every 10 minutes (a tick) decide what it runs on until the next tick:

- \`SPOT\`: a spot machine, 0.9731 USD/h, only while the market has one (\`hasSpot\`). It is taken away
  without notice at the first tick at which the market has none; what was done stays done.
- \`OD\`: an on-demand machine, 3.06 USD/h, always there.
- \`NONE\`: wait, free.

Every start of a machine, and every change between the two types, costs a restart overhead (72, 180 or
360 seconds) during which the machine is paid but does no work. Machines are paid by whole ticks, also
the last one. You do not know when spot machines come and go: spells with and without one are mostly
short (half of them below an hour), a few last for days, and a market has a machine between 12 %
and 80 % of the time.

The deadline is never missed, because a safety net overrides the answer: when the work left and one
more restart, rounded up to whole ticks, fill the time left, the job keeps a spot machine that has sat
out its overhead and otherwise runs on demand. Leaning on it is allowed and usually expensive.

Write \`createPolicy(task)\`. It is called once for each job and returns an object whose \`step\` is called
at every tick. Minimise the mean cost of a job in USD over many markets, deadlines and overheads. Each
job gets a fresh policy: nothing can be carried from one to the next.
`.trim();

const citation =
  'Wu et al., "Can\'t Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI 2024';

/** Mean share of machine hours bought on demand. */
const onDemandShare: Feature = {
  name: 'onDemandShare',
  scale: { type: 'quantile', bins: 8 },
  measure: ({ evaluation: { metrics } }) => {
    const onDemand = metrics['onDemandHours'] ?? 0;
    return onDemand / Math.max(onDemand + (metrics['spotHours'] ?? 0), 1);
  },
};

/** Mean number of machine starts of a job: how restless the policy is. */
const launches: Feature = {
  name: 'launches',
  scale: { type: 'quantile', bins: 8 },
  measure: ({ evaluation: { metrics } }) => metrics['launches'] ?? 0,
};

/** Characters of code without white space. */
const codeLength: Feature = {
  name: 'codeLength',
  scale: { type: 'log', bins: 6, range: [200, 6400] },
  measure: ({ source }) => Object.values(source.files).join('').replaceAll(/\s+/g, '').length,
};

/** Buy spot and on-demand machines so that a job meets its deadline for little money. */
export const problem = defineProblem<Workload>({
  name: 'cant-be-late',
  title: "Can't Be Late: spot machines under a deadline",
  statement,
  citation,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['opportunist', 'never-idle', 'wait-then-on-demand']),
  baselines: policiesIn(here('policies/baselines/'), {
    'on-demand': 'published benchmark: about 147.4 USD',
    greedy: 'published benchmark: 119.03 USD',
    'uniform-progress': `${citation}; 99.23 USD on the published benchmark in this form`,
  }),
  cases: {
    train: () => generateCases('train', 2),
    validation: () => generateCases('validation', 2),
    test: () => generateCases('test', 4),
  },
  load: async (folder) => {
    const published = await readPublishedCases(folder);
    return { public: () => published.public, hidden: () => published.hidden };
  },
  objective: {
    metric: 'meanCostUsd',
    direction: 'minimize',
    unit: 'USD',
    bound: clairvoyantCostUsd,
    worst: worstCostUsd,
  },
  features: [onDemandShare, launches, codeLength],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
