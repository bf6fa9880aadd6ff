import { defineProblem, policiesIn, type Problem } from 'adrs';
import { simulationEvaluator } from 'adrs/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs/sim';
import { clairvoyantJoules, generateCases, worstJoules, type IdleCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

/** When an idle machine goes to sleep. */
export const problem: Problem<IdleCase> = defineProblem<IdleCase>({
  name: 'idle-timer',
  title: 'Idle timer',
  statement: `A machine idles between two requests and burns 1 W. Asleep it burns nothing, but waking it
costs 20 J. Write \`createPolicy(machine)\`, whose \`timeout(last, mean)\` says after how many idle seconds
it goes to sleep. Minimise the mean energy of an idle period. Periods come in spells: short ones follow
short ones.`,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/')),
  baselines: policiesIn(here('policies/baselines/'), {
    'break-even': 'Karlin et al., Competitive snoopy caching, 1988: at most twice the optimum',
  }),
  cases: {
    train: () => generateCases('train', 16),
    validation: () => generateCases('validation', 16),
    test: () => generateCases('test', 32),
  },
  objective: {
    metric: 'meanEnergyJoules',
    direction: 'minimize',
    unit: 'J',
    bound: clairvoyantJoules,
    worst: worstJoules,
  },
  features: [
    codeSize([60, 2000]),
    // How often it sleeps.
    metricFeature('wakeUps'),
  ],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
