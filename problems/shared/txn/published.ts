import { z } from 'zod';
import { readJson } from '../data/read-data.ts';
import { gapsOf } from './gaps.ts';
import type { Transaction, TransactionSet } from './transactions.ts';

const operationSchema = z.tuple([
  z.enum(['r', 'w']),
  z.int().nonnegative(),
  z.int().positive(),
  z.int().positive(),
]);
const fileSchema = z.object({
  workloads: z.array(z.array(z.array(operationSchema).min(1)).min(1)).min(1),
});

/**
 * The three workloads of the published benchmark, `w1` to `w3`, from `workloads.json`, in the order of the file.
 * Throws ConfigError when the file is missing or is something else.
 */
export async function readWorkloads(
  folder: string,
  lowerBound: (set: Pick<TransactionSet, 'transactions'>) => number,
): Promise<readonly TransactionSet[]> {
  const { workloads } = await readJson(folder, 'workloads.json', fileSchema);
  return workloads.map((workload, index) => {
    const id = `w${index + 1}`;
    const transactions = workload.map(transactionOf);
    const gaps = [...gapsOf(transactions)];
    return { id, group: id, transactions, gaps, lowerBound: lowerBound({ transactions }) };
  });
}

function transactionOf(operations: readonly z.infer<typeof operationSchema>[]): Transaction {
  return {
    length: Math.max(...operations.map(([, , position, length]) => Math.max(position, length))),
    operations: operations.map(([kind, key, position]) => [kind, key, position]),
  };
}
