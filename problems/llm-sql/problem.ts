import { defineProblem, policiesIn } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { codeSize, metricFeature } from 'adrs-lab/sim';
import { mostReuse } from './cases/bound.ts';
import { generateTables, SPLIT_SIZES } from './cases/generator.ts';
import { readPublishedTables } from './cases/published.ts';
import type { TableCase } from './cases/workload.ts';

const here = (name: string): URL => new URL(name, import.meta.url);

const statement = `
A language model is asked one question for each row of a table. The prompt of a row is its cells, each with
the name of its column. A prefix cache lets a prompt reuse its start when an earlier prompt started
with the same cells in the same order; reused tokens cost half. Choose the order of the rows, and for each row
the order of its cells, so that as many tokens as possible are reused.

Tables have 100 to 200 rows and 9 to 15 columns. They are joins: some columns come from an entity
(an item, a customer) and repeat together with its key, some entities share attributes such as a brand,
others are facts of the row alone, down to texts that are unique. Sizes of cells range from a few tokens to
hundreds. The cache holds 1,024 to 16,384 tokens, so rows that share much should be near each other.

Only what comes before a cell decides whether it can be reused: a heavy value that few rows share can be
worth less in front than a light one that many share, and what goes first splits the rows for all that comes
later. Rows need not agree on an order of columns: a value common to many rows can go first in
those rows alone.

Write \`reorder(table, cells, weights, determines, rowOrder, columnOrder)\`, which answers by writing to the last two.
Maximise the mean share of tokens that are reused. An order that is no permutation makes its table worth 0.
`.trim();

const PAPER =
  'Liu et al., "Optimizing LLM Queries in Relational Data Analytics Workloads", MLSys 2025';

/** Order rows and cells of a table so that the prompts made of them share prefixes. */
export const problem = defineProblem<TableCase>({
  name: 'llm-sql',
  title: 'LLM-SQL: ordering rows and cells for a prefix cache',
  statement,
  citation: PAPER,
  policy: { entry: 'policy.ts', declaration: here('policy.d.ts') },
  seeds: policiesIn(here('policies/seeds/'), [
    'one-order',
    'own-order',
    'value-groups',
    'column-tree',
  ]),
  baselines: policiesIn(here('policies/baselines/'), {
    original: 'the table as it is; published hit rate on beer .1462',
    lexicographic: 'rows sorted, columns as they are',
    'fixed-greedy':
      'one order of columns for all rows, built greedily; published hit rate on beer .7015',
    ggr: `greedy group recursion with the published stops; ${PAPER}`,
    'greedy-groups':
      'group recursion without stops, dependencies found in the groups; of this project',
  }),
  cases: {
    train: () => generateTables('train', SPLIT_SIZES.train),
    validation: () => generateTables('validation', SPLIT_SIZES.validation),
    test: () => generateTables('test', SPLIT_SIZES.test),
  },
  load: readPublishedTables,
  objective: {
    metric: 'hitRate',
    direction: 'maximize',
    unit: 'share of tokens',
    bound: mostReuse,
    worst: () => 0,
  },
  features: [
    codeSize([300, 9600], { bins: 8 }),
    metricFeature('lostToEviction', { bins: 6 }),
    metricFeature('ordersPerRow'),
  ],
  evaluator: simulationEvaluator({
    simulation: here('simulation/index.ts'),
    limits: { memoryMb: 512 },
  }),
});
