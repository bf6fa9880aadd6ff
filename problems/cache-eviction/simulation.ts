import { call, definePort, number, PolicyFailure, returnsInteger } from 'adrs/sim';
import { returnsNothing, returnsNumber, type Outcome, type Policy } from 'adrs/sim';
import { createCache, type Cache } from './cache.ts';
import { percentOf, type CacheCase, type Trace } from './workload.ts';

const LAST_SLOT = 2 ** 31 - 1;

/** What crosses to a policy and back; `policy.d.ts` says the same to who writes one. */
export const port = definePort({
  start: call([number(), number()], returnsNothing()),
  priority: call(
    [number(), number(), number(), number(), number(), number(), number(), number(), number()],
    returnsNumber(),
  ),
  victim: call([number(), number(), number()], returnsInteger({ min: 0, max: LAST_SLOT })),
});

/** What a replay of a trace counts. */
export interface Tally {
  misses: number;
  /** Bytes of the requests that missed, and of all. */
  missedBytes: number;
  requestedBytes: number;
  evictions: number;
  /** Misses of objects that the cache still remembered. */
  regrets: number;
  /** Sum over the evictions: requests since the object was last requested. */
  idle: number;
  /** Priority of the object that was evicted last; 0 before. */
  floor: number;
}

/** Replays the trace of a case through a cache whose victims the policy chooses. */
export function simulate(workload: CacheCase, policy: Policy<typeof port>): Outcome {
  const tally = replay(workload, policy);
  const missPercent = percentOf(workload, tally.misses);
  const byteMissPercent = (100 * tally.missedBytes) / tally.requestedBytes;
  const meanIdle = tally.idle / Math.max(1, tally.evictions);
  const regretPercent = percentOf(workload, tally.regrets);
  return {
    value: missPercent,
    metrics: {
      byteMissPercent,
      misses: tally.misses,
      evictions: tally.evictions,
      meanIdle,
      regretPercent,
    },
    note:
      `${missPercent.toFixed(2)} % of the requests and ${byteMissPercent.toFixed(2)} % of the bytes missed; ` +
      `${regretPercent.toFixed(2)} % of the requests missed what had been evicted shortly before; ` +
      `victims had not been asked for in ${meanIdle.toFixed(0)} requests`,
  };
}

/** One pass over the requests. An object that is larger than the cache goes past it. */
export function replay(trace: Trace, policy: Policy<typeof port>): Tally {
  const { requests, sizes, capacity } = trace;
  const cache = createCache(trace);
  const tally = emptyTally();
  policy.start(cache.slots, capacity);
  for (let now = 0; now < requests.length; now += 1) {
    const object = requests[now] ?? 0;
    const size = sizes[object] ?? 0;
    tally.requestedBytes += size;
    let slot = cache.find(object);
    if (slot < 0) {
      tally.misses += 1;
      tally.missedBytes += size;
      if (size > capacity) continue;
      cache.recall(object);
      while (!cache.fits(size)) evictOne(cache, policy, { now, size, tally });
      slot = cache.add(object, now);
      if ((cache.facts.evictedAt[slot] ?? -1) >= 0) tally.regrets += 1;
    }
    rate(cache, policy, { slot, now, size, floor: tally.floor });
  }
  return tally;
}

function emptyTally(): Tally {
  return {
    misses: 0,
    missedBytes: 0,
    requestedBytes: 0,
    evictions: 0,
    regrets: 0,
    idle: 0,
    floor: 0,
  };
}

interface Arrival {
  readonly now: number;
  readonly size: number;
  readonly tally: Tally;
}

function evictOne(cache: Cache, policy: Policy<typeof port>, { now, size, tally }: Arrival): void {
  const slot = policy.victim(cache.order.lowest(), now, size);
  if (!cache.isResident(slot)) {
    throw new PolicyFailure(`victim returned ${slot}, a slot with no object of the cache in it`);
  }
  tally.floor = cache.order.key(slot);
  tally.idle += now - (cache.facts.lastAccess[slot] ?? 0);
  tally.evictions += 1;
  cache.evict(slot, now);
}

interface Access {
  readonly slot: number;
  readonly now: number;
  readonly size: number;
  readonly floor: number;
}

/** Tells the policy of a request, and keeps its answer. */
function rate(cache: Cache, policy: Policy<typeof port>, { slot, now, size, floor }: Access): void {
  const { count, lastAccess, addedAt, pastCount, evictedAt } = cache.facts;
  const times = (count[slot] ?? 0) + 1;
  count[slot] = times;
  const before = lastAccess[slot] ?? -1;
  lastAccess[slot] = now;
  const added = addedAt[slot] ?? 0;
  const past = pastCount[slot] ?? 0;
  const evicted = evictedAt[slot] ?? -1;
  const key = policy.priority(slot, now, times, before, added, size, past, evicted, floor);
  cache.order.set(slot, key, now);
}
