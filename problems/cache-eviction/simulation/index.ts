import { call, definePort, number, PolicyFailure, returnsInteger } from 'adrs-lab/sim';
import { returnsNothing, returnsNumber, type Outcome, type Policy } from 'adrs-lab/sim';
import { createCache } from './cache.ts';
import { percentOf, type CacheCase, type Trace } from '../cases/workload.ts';

const LAST_SLOT = 2 ** 31 - 1;

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  start: call([number(), number()], returnsNothing()),
  priority: call(
    [number(), number(), number(), number(), number(), number(), number(), number(), number()],
    returnsNumber(),
  ),
  victim: call([number(), number(), number()], returnsInteger({ min: 0, max: LAST_SLOT })),
});

/** The counts of a replayed trace. */
export interface Tally {
  readonly misses: number;
  /** Bytes of the requests that missed, and of all. */
  readonly missedBytes: number;
  readonly requestedBytes: number;
  readonly evictions: number;
  /** Misses of objects that the cache still remembered. */
  readonly regrets: number;
  /** Sum over the evictions: requests since the object was last requested. */
  readonly idle: number;
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
// oxlint-disable-next-line complexity, max-lines-per-function -- the hot loop: no object a request
export function replay(trace: Trace, policy: Policy<typeof port>): Tally {
  const { requests, sizes, capacity } = trace;
  const cache = createCache(trace);
  const { order } = cache;
  const { count, lastAccess, addedAt, pastCount, evictedAt } = cache.facts;
  let misses = 0;
  let missedBytes = 0;
  let requestedBytes = 0;
  let evictions = 0;
  let regrets = 0;
  let idle = 0;
  let floor = 0;

  const evictOne = (now: number, size: number): void => {
    const slot = policy.victim(order.lowest(), now, size);
    if (!cache.isResident(slot)) {
      throw new PolicyFailure(`victim returned ${slot}, a slot with no object of the cache in it`);
    }
    floor = order.key(slot);
    idle += now - (lastAccess[slot] ?? 0);
    evictions += 1;
    cache.evict(slot, now);
  };

  policy.start(cache.slots, capacity);
  for (let now = 0; now < requests.length; now += 1) {
    const object = requests[now] ?? 0;
    const size = sizes[object] ?? 0;
    requestedBytes += size;
    let slot = cache.find(object);
    if (slot < 0) {
      misses += 1;
      missedBytes += size;
      if (size > capacity) continue;
      cache.recall(object);
      while (!cache.fits(size)) evictOne(now, size);
      slot = cache.add(object, now);
      if ((evictedAt[slot] ?? -1) >= 0) regrets += 1;
    }
    const times = (count[slot] ?? 0) + 1;
    const before = lastAccess[slot] ?? -1;
    const added = addedAt[slot] ?? 0;
    const past = pastCount[slot] ?? 0;
    const evicted = evictedAt[slot] ?? -1;
    count[slot] = times;
    lastAccess[slot] = now;
    const key = policy.priority(slot, now, times, before, added, size, past, evicted, floor);
    order.set(slot, key, now);
  }
  return { misses, missedBytes, requestedBytes, evictions, regrets, idle };
}
