import { createNativePolicy, createRng, leastAssignment } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { lowerBound } from '../../../problems/txn-scheduling/cases/bound.ts';
import { generateSplit, SPLITS } from '../../../problems/txn-scheduling/cases/generator.ts';
import { load } from '../../../problems/txn-scheduling/cases/published.ts';
import { createSchedule } from '../../../problems/txn-scheduling/simulation/schedule.ts';
import { port, search, simulate } from '../../../problems/txn-scheduling/simulation/index.ts';
import { serialMakespan, type Transaction } from '../../../problems/shared/txn/transactions.ts';
import type { Batch } from '../../../problems/txn-scheduling/cases/workload.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';
import { readGoldenSchedules } from './golden.ts';
import { batchOf, fixedOrder, permutations, referenceMakespan, smallBatch } from './reference.ts';

const train = generateSplit('train', SPLITS.train);

function makespanOf(transactions: readonly Transaction[], order: readonly number[]): number {
  const schedule = createSchedule(batchOf(transactions));
  for (const transaction of order) schedule.push(transaction);
  return schedule.makespan;
}

function identity(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A few orders of a batch: as it is, reversed, shuffled. */
function someOrders({ transactions }: Pick<Batch, 'transactions'>): number[][] {
  const order = identity(transactions.length);
  return [order, order.toReversed(), createRng(1).shuffle(order), createRng(2).shuffle(order)];
}

const data = publicData('txn');

describe.skipIf(data === undefined)('on the published workloads', async () => {
  // The body of a skipped group runs all the same.
  const splits = data === undefined ? {} : await load(data);
  const cases = (await splits['public']?.()) ?? [];
  const golden = data === undefined ? [] : await readGoldenSchedules(data);

  test('the order of arrival takes 452, 38 and 47 steps', () => {
    const found = cases.map(({ transactions }) => makespanOf(transactions, identity(100)));
    expect(found).toEqual([452, 38, 47]);
  });

  test('all 36 golden schedules have their makespans', () => {
    const found = golden.map((schedules, index) =>
      schedules.map(({ schedule }) => makespanOf(cases[index]?.transactions ?? [], schedule)),
    );
    expect(found).toEqual(golden.map((schedules) => schedules.map(({ makespan }) => makespan)));
    expect(golden.flat()).toHaveLength(36);
  });

  test('the bounds are 127, 33 and 25, below every golden schedule', () => {
    expect(cases.map((one) => one.lowerBound)).toEqual([127, 33, 25]);
    for (const [index, schedules] of golden.entries()) {
      const least = Math.min(...schedules.map(({ makespan }) => makespan));
      expect(least).toBeGreaterThanOrEqual(cases[index]?.lowerBound ?? Infinity);
    }
  });

  test('full greedy makes 228, 56 and 39, the published 323', async () => {
    const policy = await policyOf('txn-scheduling', 'policies/baselines/full-greedy');
    const found = cases.map((one) => search(one, createNativePolicy(port, policy)).best);
    expect(found).toEqual([228, 56, 39]);
  });

  test('a folder without the file is a clear error', async () => {
    await expect(load(`${data}/nowhere`)).rejects.toThrow(/cannot read .*workloads\.json/);
  });
});

describe('the schedule', () => {
  test('agrees with the definition whatever is pushed and taken back', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const rng = createRng(`orders-${seed}`);
      const transactions = smallBatch(seed, 8);
      const schedule = createSchedule(batchOf(transactions));
      for (let round = 0; round < 10; round += 1) {
        schedule.truncate(rng.integer(9));
        const kept = Array.from({ length: schedule.length }, (_, at) => schedule.at(at));
        const rest = rng.shuffle(identity(8).filter((one) => !kept.includes(one)));
        const added = rest.slice(0, rng.integer(rest.length + 1));
        for (const one of added) schedule.push(one);
        expect(schedule.makespan).toBe(referenceMakespan(transactions, [...kept, ...added]));
      }
    }
  });

  test('sums the ends of what is scheduled and forgets what is taken back', () => {
    const transactions: Transaction[] = [
      { length: 3, operations: [['w', 7, 2]] },
      { length: 2, operations: [['r', 7, 1]] },
    ];
    const schedule = createSchedule(batchOf(transactions));
    schedule.push(0);
    schedule.push(1);
    expect([schedule.makespan, schedule.totalEnd]).toEqual([4, 7]);
    schedule.truncate(0);
    expect([schedule.length, schedule.makespan, schedule.totalEnd]).toEqual([0, 0, 0]);
    schedule.push(1);
    schedule.push(0);
    expect([schedule.makespan, schedule.totalEnd]).toEqual([3, 5]);
  });

  test('readers of a key run side by side, and a writer waits for all of them', () => {
    const reader: Transaction = { length: 1, operations: [['r', 0, 1]] };
    const writer: Transaction = { length: 1, operations: [['w', 0, 1]] };
    expect(makespanOf([reader, reader, reader], [0, 1, 2])).toBe(1);
    expect(makespanOf([reader, reader, writer], [0, 1, 2])).toBe(2);
    expect(makespanOf([reader, writer, reader], [0, 1, 2])).toBe(3);
    expect(makespanOf([writer, writer, writer], [0, 1, 2])).toBe(3);
  });
});

describe('the bound', () => {
  test('is never above the best of all orders of a small batch', () => {
    const orders = permutations(6);
    for (let seed = 0; seed < 60; seed += 1) {
      const transactions = smallBatch(1000 + seed, 6);
      const best = Math.min(...orders.map((order) => makespanOf(transactions, order)));
      expect(lowerBound({ transactions }), `seed ${seed}`).toBeLessThanOrEqual(best);
    }
  });

  test('is met by batches whose transactions all write one key', () => {
    const transactions: Transaction[] = identity(5).map(() => ({
      length: 4,
      operations: [
        ['r', 0, 2],
        ['w', 0, 3],
      ],
    }));
    // Two steps each, one before the first and one after the last.
    expect(lowerBound({ transactions })).toBe(12);
    expect(makespanOf(transactions, identity(5))).toBe(12);
  });

  test('is the longest transaction where none conflict', () => {
    const transactions = [3, 9, 1].map((length) => ({ length, operations: [] }));
    expect(lowerBound({ transactions })).toBe(9);
  });

  test('lies between no order and the serial one in every split', () => {
    const held = generateSplit('test', SPLITS.test);
    for (const batch of [...train, ...held]) {
      for (const order of someOrders(batch)) {
        const makespan = makespanOf(batch.transactions, order);
        expect(makespan).toBeGreaterThanOrEqual(batch.lowerBound);
        expect(makespan).toBeLessThanOrEqual(serialMakespan(batch));
      }
    }
  });
});

test('the least assignment is that of all permutations', () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const rng = createRng(`assignment-${seed}`);
    const costs = Array.from({ length: 25 }, () => rng.integer(40) - 20);
    const cost = (row: number, column: number): number => costs[5 * row + column] ?? Infinity;
    const totals = permutations(5).map((columns) =>
      columns.reduce((sum, column, row) => sum + cost(row, column), 0),
    );
    expect(leastAssignment(5, cost)).toBe(Math.min(...totals));
  }
});

describe('metamorphic laws', () => {
  const results = (batches: readonly Batch[]): number[] =>
    batches.flatMap((batch) =>
      someOrders(batch).map((order) => makespanOf(batch.transactions, order)),
    );

  test('other names of the keys change neither makespans nor bounds', () => {
    const renamed = train.map((batch) => ({
      ...batch,
      transactions: batch.transactions.map(({ length, operations }) => ({
        length,
        operations: operations.map(([kind, key, at]) => [kind, 9999 - key, at] as const),
      })),
    }));
    expect(results(renamed)).toEqual(results(train));
    expect(renamed.map(lowerBound)).toEqual(train.map(lowerBound));
  });

  test('renumbering the transactions moves the order and not its makespan', () => {
    for (const { transactions } of train) {
      const places = createRng(3).shuffle(identity(transactions.length));
      const moved = places.flatMap((from) => transactions[from] ?? []);
      const order = identity(transactions.length).map((one) => places.indexOf(one));
      expect(makespanOf(moved, order)).toBe(makespanOf(transactions, identity(order.length)));
    }
  });

  test('turning all reads into writes makes no order faster', () => {
    const written = train.map((batch) => ({
      ...batch,
      transactions: batch.transactions.map(({ length, operations }) => ({
        length,
        operations: operations.map(([, key, at]) => ['w', key, at] as const),
      })),
    }));
    const before = results(train);
    for (const [index, makespan] of results(written).entries()) {
      expect(makespan).toBeGreaterThanOrEqual(before[index] ?? Infinity);
    }
  });

  test('an idle step at the start of every transaction delays an order by one step', () => {
    const later = train.map((batch) => ({
      ...batch,
      transactions: batch.transactions.map(({ length, operations }) => ({
        length: length + 1,
        operations: operations.map(([kind, key, at]) => [kind, key, at + 1] as const),
      })),
    }));
    expect(results(later)).toEqual(results(train).map((makespan) => makespan + 1));
  });
});

describe('the search of a policy', () => {
  const three = batchOf(smallBatch(5, 3), 4);

  test('the best complete order that was asked for counts, whatever is asked later', () => {
    const transactions: Transaction[] = [
      { length: 3, operations: [['w', 7, 2]] },
      { length: 2, operations: [['r', 7, 1]] },
    ];
    const answers: number[] = [];
    const orders = [[0, 1], [1, 0], [0], [0, 1]];
    const exports = {
      createScheduler: () => ({
        propose: (order: Int32Array, { makespan }: { readonly makespan: number }) => {
          answers.push(makespan);
          const next = orders[answers.length - 1] ?? [];
          order.set(next);
          return next.length;
        },
      }),
    };
    const found = search(batchOf(transactions, 10), createNativePolicy(port, exports));
    expect(found).toEqual({ best: 3, order: [1, 0], used: 4, steps: 0 });
    expect(answers).toEqual([0, 4, 3, 3, 4]);
  });

  test('ends when the evaluations are used up', async () => {
    const policy = await policyOf('txn-scheduling', 'policies/baselines/random');
    expect(search(three, createNativePolicy(port, policy)).used).toBe(4);
  });

  test('a question that took more steps than there are does not count', () => {
    const native = createNativePolicy(port, fixedOrder([0, 1, 2]));
    const after = (steps: number): typeof native => ({ ...native, steps: () => steps });
    const batch = batchOf(three.transactions, 3);
    expect(search(batch, after(12_000)).used).toBe(1);
    expect(() => simulate(batch, after(12_001))).toThrow(/in time: 0 of 3/);
  });

  test.each([
    ['twice the same', [0, 0, 1], /stands twice/],
    ['a number too large', [0, 1, 3], /not in \[0, 3\)/],
    ['a negative number', [0, -1, 2], /not in \[0, 3\)/],
    ['a part only', [0, 1], /no complete order/],
    ['nothing', [], /no complete order/],
  ])('%s fails the case', (_, order, message) => {
    const policy = createNativePolicy(port, fixedOrder(order));
    expect(() => simulate(three, policy)).toThrow(message);
  });

  test('its value is the makespan in multiples of the bound', () => {
    const [batch] = train;
    if (batch === undefined) throw new Error('there is no train case');
    const order = identity(batch.transactions.length);
    const { value, metrics } = simulate(batch, createNativePolicy(port, fixedOrder(order)));
    const makespan = referenceMakespan(batch.transactions, order);
    expect(value).toBe(makespan / batch.lowerBound);
    expect(metrics).toEqual({ makespan, evaluations: 1 });
  });
});

test('splits with equal names are equal and others share no batch', () => {
  expect(generateSplit('train', SPLITS.train)).toEqual(train);
  const other = generateSplit('validation', SPLITS.train);
  for (const [index, { transactions }] of other.entries()) {
    expect(transactions).not.toEqual(train[index]?.transactions);
  }
});
