import { createNativePolicy } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { lowerBound } from '../../../problems/txn-online/cases/bound.ts';
import { gapsOf } from '../../../problems/shared/txn/gaps.ts';
import { generateSplit, SPLITS } from '../../../problems/txn-online/cases/generator.ts';
import { load } from '../../../problems/txn-online/cases/published.ts';
import { port, schedule } from '../../../problems/txn-online/simulation/index.ts';
import { serialMakespan } from '../../../problems/shared/txn/transactions.ts';
import type { Stream } from '../../../problems/txn-online/cases/workload.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';
import { permutations, referenceMakespan, smallBatch } from '../txn-scheduling/reference.ts';

const train = generateSplit('train', SPLITS.train);

type Pick = (waiting: Float64Array, delays: Float64Array, state: State) => number;
interface State {
  readonly count: number;
  readonly makespan: number;
  readonly latestStart: number;
  readonly toCome: number;
}

const run = (stream: Stream, pick: Pick): ReturnType<typeof schedule> =>
  schedule(stream, createNativePolicy(port, { pick }));
const oldest: Pick = () => 0;
const hashed: Pick = (waiting, _delays, { count }) => (7 * (waiting[0] ?? 0)) % count;

function streamOf(transactions: Stream['transactions'], window: number): Stream {
  const gaps = [...gapsOf(transactions)];
  return { id: 'small', group: 'small', transactions, gaps, window, lowerBound: 1 };
}

const data = publicData('txn');

describe.skipIf(data === undefined)('on the published workloads', async () => {
  // The body of a skipped group runs all the same.
  const splits = data === undefined ? {} : await load(data);
  const makespans = async (split: string, baseline: string): Promise<number[]> => {
    const policy = await policyOf('txn-online', `policies/baselines/${baseline}`);
    const streams = (await splits[split]?.()) ?? [];
    return streams.map((one) => schedule(one, createNativePolicy(port, policy)).makespan);
  };

  test('first in, first out takes the published 452, 38 and 47 steps', async () => {
    expect(await makespans('public', 'fifo')).toEqual([452, 38, 47]);
  });

  test('greedy with all waiting is full greedy: 228, 56 and 39, the published 323', async () => {
    expect(await makespans('public-all', 'greedy')).toEqual([228, 56, 39]);
  });
});

describe('a stream', () => {
  test('has the makespan of its order by the definition, whatever is picked', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const stream = streamOf(smallBatch(seed, 9), 1 + (seed % 5));
      const { makespan, order } = run(stream, hashed);
      expect(makespan).toBe(referenceMakespan(stream.transactions, order));
      expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  test('shows no transaction before it has arrived', () => {
    const stream = streamOf(smallBatch(3, 9), 3);
    for (const [position, transaction] of run(stream, hashed).order.entries()) {
      expect(transaction).toBeLessThan(position + 3);
    }
  });

  test('tells what picking does before it is done', () => {
    const told: number[] = [];
    const found: number[] = [];
    const pick: Pick = (waiting, delays, { count, makespan }) => {
      found.push(makespan, waiting[0] ?? 0);
      // A transaction in the second row is in the first one next time.
      const next = count > 1 ? (waiting[6] ?? 0) + (delays[1] ?? 0) : NaN;
      told.push(makespan + (waiting[1] ?? 0), next);
      return 0;
    };
    const [stream] = train;
    if (stream === undefined) throw new Error('there is no train case');
    const { makespan } = run(stream, pick);
    expect(told.slice(0, -1)).toEqual([...found.slice(2), makespan]);
  });

  test('with a window of one is served in order of arrival', () => {
    const [stream] = train;
    if (stream === undefined) throw new Error('there is no train case');
    const { order } = run({ ...stream, window: 1 }, oldest);
    expect(order).toEqual(stream.transactions.map((_, index) => index));
  });

  test('gives the same result under other names of the keys', async () => {
    const greedy = createNativePolicy(
      port,
      await policyOf('txn-online', 'policies/baselines/greedy'),
    );
    for (const stream of train) {
      const transactions = stream.transactions.map(({ length, operations }) => ({
        length,
        operations: operations.map(([kind, key, at]) => [kind, 9999 - key, at] as const),
      }));
      const renamed = streamOf(transactions, stream.window);
      expect(schedule(renamed, greedy)).toEqual(schedule(stream, greedy));
      expect(lowerBound({ transactions })).toBe(stream.lowerBound);
    }
  });

  test.each([3, 1_000_000])('a pick of row %i of 3 fails the case', (row) => {
    const stream = streamOf(smallBatch(1, 5), 3);
    expect(() => run(stream, () => row)).toThrow(`picked ${row} of 3 waiting`);
  });
});

describe('the bound', () => {
  test('is never above the best of all orders of a small stream', () => {
    const orders = permutations(6);
    for (let seed = 0; seed < 30; seed += 1) {
      const transactions = smallBatch(2000 + seed, 6);
      const best = Math.min(...orders.map((order) => referenceMakespan(transactions, order)));
      expect(lowerBound({ transactions }), `seed ${seed}`).toBeLessThanOrEqual(best);
    }
  });

  test('lies below every schedule, and none is worse than the serial one', () => {
    for (const stream of train) {
      for (const pick of [oldest, hashed]) {
        const { makespan } = run(stream, pick);
        expect(makespan).toBeGreaterThanOrEqual(stream.lowerBound);
        expect(makespan).toBeLessThanOrEqual(serialMakespan(stream));
      }
    }
  });
});

test('splits with equal names are equal and others share no stream', () => {
  expect(generateSplit('train', SPLITS.train)).toEqual(train);
  const other = generateSplit('validation', SPLITS.train);
  for (const [index, { transactions }] of other.entries()) {
    expect(transactions).not.toEqual(train[index]?.transactions);
  }
});

test('the stream of a case does not depend on the others of its split', () => {
  const fewer = generateSplit('train', { ...SPLITS.train, windows: [10] });
  expect(train).toEqual(expect.arrayContaining(fewer));
});
