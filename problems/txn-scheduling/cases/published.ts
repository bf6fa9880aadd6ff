import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs';
import { z } from 'zod';
import { lowerBound } from './bound.ts';
import { gapsOf } from './gaps.ts';
import type { Batch, Transaction } from './workload.ts';

const FILE = 'workloads.json';
/** Budgets of the splits, in makespans a workload. */
const BUDGETS = { public: 30_000, 'public-long': 500_000 } as const;

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
 * Splits `public` and `public-long` from `workloads.json`, the three workloads of the published
 * benchmark; they differ in the evaluations allowed, 30,000 and 500,000 a workload. Throws ConfigError when the file is missing
 * or is something else.
 */
export async function load(folder: string): Promise<Readonly<Record<string, CaseSet<Batch>>>> {
  const file = path.join(folder, FILE);
  const parsed = fileSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new ConfigError(`${file} does not hold the workloads: ${z.prettifyError(parsed.error)}`);
  }
  const batches = parsed.data.workloads.map((workload, index) => {
    const id = `w${index + 1}`;
    const transactions = workload.map(transactionOf);
    const gaps = [...gapsOf(transactions)];
    return { id, group: id, transactions, gaps, lowerBound: lowerBound({ transactions }) };
  });
  const split = (evaluations: number): CaseSet<Batch> => {
    const cases = batches.map((batch) => ({ ...batch, evaluations }));
    return () => cases;
  };
  return { public: split(BUDGETS.public), 'public-long': split(BUDGETS['public-long']) };
}

function transactionOf(operations: readonly z.infer<typeof operationSchema>[]): Transaction {
  return {
    length: Math.max(...operations.map(([, , position, length]) => Math.max(position, length))),
    operations: operations.map(([kind, key, position]) => [kind, key, position]),
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`cannot read ${file}`, {
      cause,
      hint: `point --data at a folder that holds ${FILE}`,
    });
  }
}
