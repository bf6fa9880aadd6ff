import { createRng, type Rng } from 'adrs-lab/sim';
import { gapsOf } from '../../shared/txn/gaps.ts';
import { numbered, type Draft } from '../../shared/txn/steps.ts';
import { lowerBound } from './bound.ts';
import { smallBank, tpcc, ycsb } from './families.ts';
import type { Batch } from './workload.ts';

/** Which batches a split holds. The skews differ between splits, to show whether a rule has learned them. */
export interface SplitShape {
  /** Exponents of the Zipf laws that keys are drawn from. */
  readonly skews: readonly number[];
  /** Batches for each family and skew. */
  readonly batches: number;
  readonly transactions: number;
  /** Evaluations for each batch. */
  readonly evaluations: number;
}

/** The splits of the problem. */
export const SPLITS = {
  train: { skews: [0.8, 1.2], batches: 1, transactions: 40, evaluations: 1_000 },
  validation: { skews: [0.9, 1.3], batches: 2, transactions: 40, evaluations: 1_000 },
  test: { skews: [0.7, 1, 1.4], batches: 1, transactions: 100, evaluations: 5_500 },
} as const satisfies Record<string, SplitShape>;

const FAMILIES: Readonly<Record<string, (rng: Rng, skew: number) => () => Draft>> = {
  smallbank: smallBank,
  tpcc,
  ycsb,
};

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateSplit(split: string, shape: SplitShape): Batch[] {
  const rng = createRng('txn-scheduling').fork(split);
  return Object.entries(FAMILIES).flatMap(([family, source]) =>
    shape.skews.flatMap((skew) =>
      Array.from({ length: shape.batches }, (_, index) => {
        const group = `${family}/${skew}`;
        const id = `${group}/${index}`;
        const next = source(rng.fork(id), skew);
        const transactions = Array.from({ length: shape.transactions }, () => numbered(next()));
        const { evaluations } = shape;
        const gaps = [...gapsOf(transactions)];
        const bound = lowerBound({ transactions });
        return { id, group, transactions, gaps, evaluations, lowerBound: bound };
      }),
    ),
  );
}
