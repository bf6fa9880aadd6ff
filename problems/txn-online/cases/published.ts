import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs';
import { z } from 'zod';
import { lowerBound } from './bound.ts';
import { gapsOf } from '../simulation/gaps.ts';
import type { Stream, Transaction } from './workload.ts';

const FILE = 'workloads.json';
/** Transactions that wait at a time, by split. */
const WINDOWS = { public: 10, 'public-all': Infinity } as const;

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
 * Splits `public` and `public-all` from `workloads.json`, the three workloads of the published benchmark
 * as streams in the order of the file: with 10 waiting at a time, and with all of them. Throws
 * ConfigError when the file is missing or is something else.
 */
export async function load(folder: string): Promise<Readonly<Record<string, CaseSet<Stream>>>> {
  const file = path.join(folder, FILE);
  const parsed = fileSchema.safeParse(await readJson(file));
  if (!parsed.success) {
    throw new ConfigError(`${file} does not hold the workloads: ${z.prettifyError(parsed.error)}`);
  }
  const streams = parsed.data.workloads.map((workload, index) => {
    const id = `w${index + 1}`;
    const transactions = workload.map(transactionOf);
    const gaps = [...gapsOf(transactions)];
    return { id, group: id, transactions, gaps, lowerBound: lowerBound({ transactions }) };
  });
  const split = (window: number): CaseSet<Stream> => {
    const cases = streams.map((stream) => ({
      ...stream,
      window: Math.min(window, stream.transactions.length),
    }));
    return () => cases;
  };
  return { public: split(WINDOWS.public), 'public-all': split(WINDOWS['public-all']) };
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
