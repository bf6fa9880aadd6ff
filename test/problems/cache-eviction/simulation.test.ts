import fc from 'fast-check';
import { createNativePolicy, createRng, PolicyFailure } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { farthestNextUse } from '../../../problems/cache-eviction/cases/belady.ts';
import { boundPercent, leastMisses } from '../../../problems/cache-eviction/cases/bound.ts';
import { generateTrace } from '../../../problems/cache-eviction/cases/generator.ts';
import { parseOracleTrace } from '../../../problems/cache-eviction/cases/published.ts';
import { createOrder } from '../../../problems/cache-eviction/simulation/order.ts';
import { port, replay, simulate } from '../../../problems/cache-eviction/simulation/index.ts';
import { percentOf, type Trace } from '../../../problems/cache-eviction/cases/workload.ts';
import { fewestMisses, lruMisses } from './reference.ts';
import { policyOf } from '../policy-file.ts';

const POLICIES = [
  'policies/seeds/oldest-out',
  'policies/seeds/least-used-out',
  'policies/seeds/largest-out',
  'policies/baselines/fifo',
  'policies/baselines/lru',
  'policies/baselines/clock',
  'policies/baselines/lfu',
  'policies/baselines/gdsf',
  'policies/baselines/arc',
  'policies/baselines/sieve',
  'policies/baselines/s3-fifo',
];
const policies = await Promise.all(
  POLICIES.map(async (name) => {
    const handle = createNativePolicy(port, await policyOf('cache-eviction', name));
    return { name, misses: (trace: Trace) => replay(trace, handle).misses };
  }),
);

/** Traces with objects of up to `largest` bytes; some do not fit into the cache. */
function traces(objects: number, length: number, largest: number): fc.Arbitrary<Trace> {
  return fc.record({
    capacity: fc.integer({ min: 1, max: 3 * largest }),
    sizes: fc.array(fc.integer({ min: 1, max: largest }), {
      minLength: objects,
      maxLength: objects,
    }),
    requests: fc.array(fc.integer({ min: 0, max: objects - 1 }), {
      minLength: 1,
      maxLength: length,
    }),
  });
}

describe('the replay', () => {
  test('agrees with another least recently used on every trace', () => {
    const lru = policies.find(({ name }) => name === 'policies/baselines/lru');
    fc.assert(
      fc.property(traces(30, 200, 10), (trace) => {
        expect(lru?.misses(trace)).toBe(lruMisses(trace));
      }),
    );
  });

  test('a policy sees who is there, who is remembered, and never more bytes than fit', () => {
    fc.assert(
      fc.property(traces(20, 150, 8), fc.integer(), (trace, seed) => {
        expect(untruths(trace, seed)).toEqual([]);
      }),
    );
  });

  test.each(policies)('$name does not mind the names of the objects', ({ misses }) => {
    fc.assert(
      fc.property(traces(12, 80, 5), fc.integer(), ({ capacity, sizes, requests }, seed) => {
        const names = createRng(seed).shuffle([...sizes.keys()]);
        const renamed = {
          capacity,
          sizes: names.map((name) => sizes[name] ?? 0),
          requests: requests.map((object) => names.indexOf(object)),
        };
        expect(misses(renamed)).toBe(misses({ capacity, sizes, requests }));
      }),
      { numRuns: 30 },
    );
  });

  test.each(policies.filter(({ name }) => !/gdsf|largest/.test(name)))(
    '$name does not mind the unit of size',
    ({ misses }) => {
      fc.assert(
        fc.property(traces(12, 80, 5), ({ capacity, sizes, requests }) => {
          const scaled = { capacity: 8 * capacity, sizes: sizes.map((size) => 8 * size), requests };
          expect(misses(scaled)).toBe(misses({ capacity, sizes, requests }));
        }),
        { numRuns: 30 },
      );
    },
  );

  test('an object larger than the cache goes past it', () => {
    const trace = { capacity: 4, sizes: [2, 5], requests: [0, 1, 1, 0] };
    for (const { misses } of policies) expect(misses(trace)).toBe(3);
  });

  test('an outcome counts requests and bytes', () => {
    const start = (): void => {};
    const lru = createNativePolicy(port, {
      start,
      priority: (_: number, now: number) => now,
      victim: (lowest: number) => lowest,
    });
    const workload = { id: 'a', group: 'b', capacity: 4, sizes: [2, 3], requests: [0, 0, 1, 0, 0] };
    const { value, metrics } = simulate(workload, lru);
    expect(value).toBe(60);
    expect(metrics).toMatchObject({ misses: 3, evictions: 2, regretPercent: 20 });
    expect(metrics?.['byteMissPercent']).toBeCloseTo((100 * 7) / 11, 12);
  });

  test.each([
    'evicts-ghosts',
    'evicts-nothing',
    'half-slots',
    'infinite-priorities',
    'nan-priorities',
  ])('%s ends its case', async (name) => {
    const policy = createNativePolicy(
      port,
      await policyOf('cache-eviction', `policies/exploits/${name}`),
    );
    const trace = generateTrace('zipf', 'pages', createRng(1));
    expect(() => replay(trace, policy)).toThrow(PolicyFailure);
  });
});

/** Replays with random victims and checks every argument against a book of its own. */
function untruths(trace: Trace, seed: number): string[] {
  const rng = createRng(seed);
  const found: string[] = [];
  const check = (what: string, isTrue: boolean): void => void (isTrue || found.push(what));
  const inside = new Map<number, { readonly size: number; count: number; at: number }>();
  const past = new Map<number, { readonly at: number; readonly count: number }>();
  let slotCount = 0;
  const policy = createNativePolicy(port, {
    start: (slots: number) => void (slotCount = slots),
    priority(slot: number, now: number, ...rest: number[]) {
      const [count = 0, lastAccess, addedAt = 0, size = 0, pastCount, evictedAt] = rest;
      const known = inside.get(slot);
      const before = evictedAt === -1 ? undefined : past.get(slot);
      check('the slot exists', slot < slotCount);
      check('the count goes up by one', count === (known?.count ?? 0) + 1);
      check('the last request is known', known === undefined || lastAccess === known.at);
      check('it was added now or before', known === undefined ? addedAt === now : addedAt < now);
      check('its past is true', pastCount === (before?.count ?? 0));
      check('its eviction is true', evictedAt === (before?.at ?? -1));
      inside.set(slot, { size, count, at: now });
      const bytes = [...inside.values()].reduce((sum, one) => sum + one.size, 0);
      check('the cache is not too full', bytes <= trace.capacity);
      return rng.next();
    },
    victim(lowest: number, now: number) {
      check('the lowest is in the cache', inside.has(lowest));
      const slot = rng.pick([...inside.keys()]);
      past.set(slot, { at: now, count: inside.get(slot)?.count ?? 0 });
      inside.delete(slot);
      return slot;
    },
  });
  replay(trace, policy);
  return found;
}

describe('the order', () => {
  test('gives the lowest key, of equals the one set first, as a sorted list does', () => {
    const steps = fc.array(
      fc.record({ slot: fc.nat(9), key: fc.integer({ min: -3, max: 3 }), drop: fc.boolean() }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const order = createOrder(10);
        const plain = new Map<number, number>();
        const wanted: unknown[] = [];
        const given: unknown[] = [];
        for (const [now, { slot, key, drop }] of list.entries()) {
          if (drop && plain.delete(slot)) order.remove(slot);
          else {
            plain.delete(slot);
            plain.set(slot, key);
            order.set(slot, key, now);
          }
          const least = Math.min(...plain.values());
          const first = [...plain].find(([, value]) => value === least)?.[0];
          wanted.push(first);
          given.push(first === undefined ? undefined : order.lowest());
        }
        expect(given).toEqual(wanted);
      }),
    );
  });
});

describe('bounds', () => {
  test('farthest next use is the best choice where all objects have one size', () => {
    fc.assert(
      fc.property(traces(6, 12, 4), ({ capacity, requests }) => {
        const trace = { capacity, sizes: Array.from({ length: 6 }, () => 2), requests };
        expect(farthestNextUse(trace)).toBe(fewestMisses(trace));
        expect(leastMisses(trace)).toBeLessThanOrEqual(fewestMisses(trace));
      }),
      { numRuns: 150 },
    );
  });

  test('the relaxation is never above the best choice of victims, and misses it seldom by much', () => {
    let best = 0;
    let bound = 0;
    fc.assert(
      fc.property(traces(6, 12, 6), (trace) => {
        const fewest = fewestMisses(trace);
        const least = leastMisses(trace);
        expect(least).toBeLessThanOrEqual(fewest);
        best += fewest;
        bound += least;
      }),
      { numRuns: 200 },
    );
    expect(bound / best).toBeGreaterThan(0.9);
  });

  test('the relaxation comes near the exact bound of pages', () => {
    const { capacity, sizes, requests } = generateTrace('disk', 'pages', createRng('near'));
    const trace = { capacity, sizes, requests: requests.slice(0, 4000) };
    const exact = farthestNextUse(trace);
    expect(leastMisses(trace)).toBeLessThanOrEqual(exact);
    expect(leastMisses(trace)).toBeGreaterThan(0.97 * exact);
  });

  test.each(policies)('$name is nowhere below the bound', ({ misses }) => {
    for (const group of ['pages', 'blocks', 'web']) {
      const { capacity, sizes, requests } = generateTrace('scans', group, createRng('bounds'));
      const trace = { capacity, sizes, requests: requests.slice(0, 2000) };
      expect(percentOf(trace, misses(trace))).toBeGreaterThanOrEqual(boundPercent(trace));
    }
  });
});

describe('traces', () => {
  test('are the same for the same stream and different for another', () => {
    const make = (seed: number): Trace => generateTrace('drift', 'web', createRng(seed));
    expect(make(1)).toEqual(make(1));
    expect(make(1).requests).not.toEqual(make(2).requests);
  });

  test('number objects by first request, have a size for each, and fit each into the cache', () => {
    for (const pattern of ['zipf', 'scans', 'drift', 'disk']) {
      const { capacity, sizes, requests } = generateTrace(pattern, 'blocks', createRng(pattern));
      const firsts = [...new Set(requests)];
      expect(firsts).toEqual([...sizes.keys()]);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(capacity);
    }
  });

  test('records without bytes, of changing size, or cut short are refused', () => {
    const record = (name: number, size: number): Uint8Array => {
      const view = new DataView(new ArrayBuffer(24));
      view.setBigUint64(4, BigInt(name), true);
      view.setUint32(12, size, true);
      return new Uint8Array(view.buffer);
    };
    const joined = (...parts: Uint8Array[]): Uint8Array =>
      Uint8Array.from(parts.flatMap((part) => [...part]));
    const good = joined(record(7, 512), record(9, 10), record(7, 512));
    expect(parseOracleTrace(good)).toEqual({ requests: [0, 1, 0], sizes: [512, 10] });
    expect(() => parseOracleTrace(joined(record(7, 0)))).toThrow(/no bytes/);
    expect(() => parseOracleTrace(joined(record(7, 1), record(7, 2)))).toThrow(/changes its size/);
    expect(() => parseOracleTrace(good.subarray(1))).toThrow(/not a number of records/);
  });
});
