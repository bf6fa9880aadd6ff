import type { CaseSet } from 'adrs-lab';
import { readWorkloads } from '../../shared/txn/published.ts';
import { lowerBound } from './bound.ts';
import type { Batch } from './workload.ts';

/** Budgets of the splits, in makespans a workload. */
const BUDGETS = { public: 30_000, 'public-long': 500_000 } as const;

/**
 * Splits `public` and `public-long` from `workloads.json`, the three workloads of the published benchmark; they
 * differ in the evaluations allowed, 30,000 and 500,000 a workload. Throws ConfigError when the file is missing
 * or is something else.
 */
export async function load(folder: string): Promise<Readonly<Record<string, CaseSet<Batch>>>> {
  const workloads = await readWorkloads(folder, lowerBound);
  const split = (evaluations: number): CaseSet<Batch> => {
    const cases = workloads.map((workload) => ({ ...workload, evaluations }));
    return () => cases;
  };
  return { public: split(BUDGETS.public), 'public-long': split(BUDGETS['public-long']) };
}
