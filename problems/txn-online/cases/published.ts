import type { CaseSet } from 'adrs-lab';
import { readWorkloads } from '../../shared/txn/published.ts';
import { lowerBound } from './bound.ts';
import type { Stream } from './workload.ts';

/** Transactions that wait at a time, by split. */
const WINDOWS = { public: 10, 'public-all': Infinity } as const;

/**
 * Splits `public` and `public-all` from `workloads.json`, the three workloads of the published benchmark
 * as streams in the order of the file: with 10 waiting at a time, and with all of them. Throws
 * ConfigError when the file is missing or is something else.
 */
export async function load(folder: string): Promise<Readonly<Record<string, CaseSet<Stream>>>> {
  const workloads = await readWorkloads(folder, lowerBound);
  const split = (window: number): CaseSet<Stream> => {
    const cases = workloads.map((workload) => ({
      ...workload,
      window: Math.min(window, workload.transactions.length),
    }));
    return () => cases;
  };
  return { public: split(WINDOWS.public), 'public-all': split(WINDOWS['public-all']) };
}
