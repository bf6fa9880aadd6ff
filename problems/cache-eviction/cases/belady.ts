import { createOrder } from '../simulation/order.ts';
import { nextRequests, type Trace } from './workload.ts';

/**
 * Misses when the object whose next request is farthest is evicted. With objects of one size no choice of
 * victims has fewer; with several sizes another may.
 */
export function farthestNextUse(trace: Trace): number {
  const { requests, sizes, capacity } = trace;
  const next = nextRequests(trace);
  const order = createOrder(sizes.length);
  const inCache = new Uint8Array(sizes.length);
  let used = 0;
  let misses = 0;
  for (let now = 0; now < requests.length; now += 1) {
    const object = requests[now] ?? 0;
    const size = sizes[object] ?? 0;
    if (inCache[object] === 0) {
      misses += 1;
      if (size > capacity) continue;
      while (used + size > capacity) {
        const victim = order.lowest();
        order.remove(victim);
        inCache[victim] = 0;
        used -= sizes[victim] ?? 0;
      }
      inCache[object] = 1;
      used += size;
    }
    order.set(object, -(next[now] ?? 0), now);
  }
  return misses;
}
