import { defineProblem, policiesIn, type Feature } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize } from 'adrs-lab/sim';
import { serialMakespan } from '../shared/txn/transactions.ts';
import { generateSplit, SPLITS } from './cases/generator.ts';
import { load } from './cases/published.ts';
import type { Batch } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const PAPER = 'Cheng et al., "Towards Optimal Transaction Scheduling", VLDB 2024';

const statement = `
Database transactions are put in an order so that all are done early. Each is a fixed sequence of reads
and writes of keys, one a time step, some steps touching no shared key. In the given order each starts as
early as those before it allow: its writes of a key come after every earlier access of the key, its reads
of a key after every earlier write of it. Transactions without conflicts run side by side, without limit.
The makespan is the last time step of the last transaction.

Write \`createScheduler(task)\`. It is called once for each batch and returns an object whose
\`propose(order, answer)\` writes an order, or the first part of one, and returns its length; the next call
tells its makespan. The evaluations are limited: 1,000 for 40 transactions, 5,500 for 100. So are the
policy's own steps (operations, elements that builtins go through), to 4,000 for each. The result is the best
complete order that was asked for. Batches are bank transfers, orders and payments, and accesses to hot
records. Minimise the makespan relative to a lower bound. Good: build an order
greedily by the makespan of its parts, then improve it by moving transactions with what is left.
Every batch gets a fresh policy: nothing can be carried from one to the next.
`.trim();

/** Makespans asked for, the mean over cases. */
const evaluationsUsed: Feature = {
  name: 'evaluations',
  scale: { type: 'log', bins: 6, range: [1, 10_000] },
  measure: ({ evaluation: { metrics } }) => metrics['evaluations'] ?? 0,
};

/** Order the transactions of a batch so that the last is done early. */
export const problem = defineProblem<Batch>({
  name: 'txn-scheduling',
  title: 'Transaction scheduling',
  statement,
  citation: PAPER,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), [
    'shortest-first',
    'cold-first',
    'few-shuffles',
    'few-samples',
    'hot-walk',
  ]),
  baselines: policiesIn(here('policies/baselines/'), {
    sequential: 'published benchmark: makespans 452, 38 and 47',
    random: 'best of the orders allowed',
    smf: `${PAPER}; k = 10; published total of three workloads 366`,
    'full-greedy': 'SMF that tries all transactions left; total 323 on the published workloads',
    annealing: 'plain simulated annealing at equal evaluations',
  }),
  cases: {
    train: () => generateSplit('train', SPLITS.train),
    validation: () => generateSplit('validation', SPLITS.validation),
    test: () => generateSplit('test', SPLITS.test),
  },
  load,
  objective: {
    metric: 'makespanRatio',
    direction: 'minimize',
    unit: 'times the lower bound',
    bound: () => 1,
    worst: (workload) => serialMakespan(workload) / workload.lowerBound,
  },
  features: [evaluationsUsed, codeSize([200, 6400])],
  evaluator: simulationEvaluator({
    simulation: here('simulation/index.ts'),
    // The simulation ends a search after fewer steps; this ends a loop without an end.
    limits: { maxSteps: 2_500_000_000 },
    readsSteps: true,
  }),
});
