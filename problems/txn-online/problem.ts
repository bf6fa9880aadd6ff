import { defineProblem, policiesIn, type Feature } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize } from 'adrs-lab/sim';
import { serialMakespan } from '../shared/txn/transactions.ts';
import { generateSplit, SPLITS } from './cases/generator.ts';
import { load } from './cases/published.ts';
import type { Stream } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);
const PAPER = 'Cheng et al., "Towards Optimal Transaction Scheduling", VLDB 2024';

const statement = `
Database transactions arrive one by one and wait in a window of 5 to 30. Pick which is scheduled next;
another one arrives in its place. Each transaction is a fixed sequence of reads and writes of keys, one a
time step. It starts as early as those scheduled before it allow: its writes of a key come after every
earlier access of the key, its reads of a key after every earlier write of it. Transactions without
conflicts run side by side, without limit. The makespan is the last time step of the last transaction.

Write \`pick(waiting, delays, state)\`. Six numbers are known of each that waits (its start if it were
picked now, the growth of the makespan, its length, age, writes, conflicts), and of each two, by how much
picking the one moves back the start of the other. Which keys are hot drifts. Minimise the makespan
relative to a lower bound. Good: let the makespan grow little while moving back few of the others.
Every stream gets a fresh policy: nothing can be carried from one to the next.
`.trim();

/** Result on long windows compared with all: the gain of a rule from more choice. */
const wideWindows: Feature = {
  name: 'wideWindows',
  scale: { type: 'linear', bins: 6, range: [0.7, 1.3] },
  measure: ({ evaluation: { cases } }) => {
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const wide = cases.filter(({ id }) => Number(id.split('/')[1]) >= 15);
    return mean(wide.map(({ value }) => value)) / mean(cases.map(({ value }) => value));
  },
};

/** Pick the next of a window of waiting transactions so that the last is done early. */
export const problem = defineProblem<Stream>({
  name: 'txn-online',
  title: 'Online transaction scheduling',
  statement,
  citation: PAPER,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), ['fewest-writes', 'most-conflicts', 'mostly-oldest']),
  baselines: policiesIn(here('policies/baselines/'), {
    fifo: 'published benchmark: makespans 452, 38 and 47',
    random: 'any that waits',
    smf: `${PAPER}; k = 10, in the window`,
    greedy: 'SMF that tries all that wait; total 323 where all wait on the published workloads',
    'longest-first': 'longest processing time first (Graham 1969), in the window',
    'least-delay': 'a rule of this project: the one that moves the others back least',
    'earliest-start': 'list scheduling by earliest start, ties by the least delay of others',
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
    worst: (stream) => serialMakespan(stream) / stream.lowerBound,
  },
  features: [wideWindows, codeSize([100, 6400], { bins: 8 })],
  evaluator: simulationEvaluator({ simulation: here('simulation/index.ts') }),
});
