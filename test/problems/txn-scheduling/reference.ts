import { createRng } from 'adrs-lab/sim';
import { gapsOf } from '../../../problems/shared/txn/gaps.ts';
import type { Operation, Transaction } from '../../../problems/shared/txn/transactions.ts';
import type { Batch } from '../../../problems/txn-scheduling/cases/workload.ts';

/**
 * Makespan of an order, straight from the definition: every operation against the operations of all
 * transactions before, without per-key state and without undoing anything.
 */
export function referenceMakespan(
  transactions: readonly Transaction[],
  order: readonly number[],
): number {
  const done: { readonly operation: Operation; readonly time: number }[] = [];
  let makespan = 0;
  for (const index of order) {
    const { length = 0, operations = [] } = transactions[index] ?? {};
    let start = 1;
    for (const [kind, key, position] of operations) {
      for (const { operation, time } of done) {
        const conflicts = operation[1] === key && (kind === 'w' || operation[0] === 'w');
        if (conflicts) start = Math.max(start, time + 1 - (position - 1));
      }
    }
    for (const operation of operations) done.push({ operation, time: start + operation[2] - 1 });
    makespan = Math.max(makespan, start + length - 1);
  }
  return makespan;
}

/** A small batch with many conflicts: some keys more than once in a transaction. */
export function smallBatch(seed: number, count: number): readonly Transaction[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => {
    const length = 1 + rng.integer(6);
    const steps = Array.from({ length }, (_, index) => index + 1);
    const operations = steps
      .filter(() => rng.next() < 0.8)
      .map((at) => [rng.next() < 0.5 ? 'r' : 'w', rng.integer(4), at] as const);
    return { length, operations };
  });
}

/** A case of these transactions, for tests that do not care about its bound. */
export function batchOf(transactions: readonly Transaction[], evaluations = 100): Batch {
  const gaps = [...gapsOf(transactions)];
  return { id: 'small', group: 'small', transactions, gaps, evaluations, lowerBound: 1 };
}

/** All orders of 0..count-1. */
export function permutations(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => rest.toSpliced(at, 0, count - 1)),
  );
}

/** The makespans of an order, part by part, by the module `order` that a policy could be. */
export function fixedOrder(order: readonly number[]): Readonly<Record<string, unknown>> {
  return {
    createScheduler: () => {
      let left = 1;
      return {
        propose: (target: Int32Array) => {
          target.set(order);
          left -= 1;
          return left < 0 ? 0 : order.length;
        },
      };
    },
  };
}
