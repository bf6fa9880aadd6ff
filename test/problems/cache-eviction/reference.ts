import { nextRequests, type Trace } from '../../../problems/cache-eviction/cases/workload.ts';

/** Misses of the best choice of victims, by trying all: for up to 12 requests to up to 6 objects. */
export function fewestMisses({ requests, sizes, capacity }: Trace): number {
  let reached = new Map<number, number>([[0, 0]]);
  for (const object of requests) {
    const next = new Map<number, number>();
    const reach = (state: number, misses: number): void => {
      if (misses < (next.get(state) ?? Infinity)) next.set(state, misses);
    };
    for (const [state, misses] of reached) {
      if ((state & (1 << object)) !== 0) reach(state, misses);
      else if ((sizes[object] ?? 0) > capacity) reach(state, misses + 1);
      else {
        for (const rest of subsetsOf(state)) {
          const after = rest | (1 << object);
          if (bytesOf(after, sizes) <= capacity) reach(after, misses + 1);
        }
      }
    }
    reached = next;
  }
  return Math.min(...reached.values());
}

function* subsetsOf(state: number): Generator<number> {
  for (let rest = state; ; rest = (rest - 1) & state) {
    yield rest;
    if (rest === 0) return;
  }
}

function bytesOf(state: number, sizes: readonly number[]): number {
  return sizes.reduce((sum, size, object) => sum + ((state & (1 << object)) === 0 ? 0 : size), 0);
}

/** Misses of least recently used, by a map in the order of use. */
export function lruMisses({ requests, sizes, capacity }: Trace): number {
  const cache = new Map<number, number>();
  let used = 0;
  let misses = 0;
  for (const object of requests) {
    const size = sizes[object] ?? 0;
    if (cache.delete(object)) cache.set(object, size);
    else {
      misses += 1;
      if (size > capacity) continue;
      for (const [victim, bytes] of cache) {
        if (used + size <= capacity) break;
        cache.delete(victim);
        used -= bytes;
      }
      cache.set(object, size);
      used += size;
    }
  }
  return misses;
}

/**
 * Misses when the victim is the object with the most bytes times requests until its next use: knows the
 * whole trace, and comes near the best choice of victims where sizes differ.
 */
export function weighedFarthestMisses(trace: Trace): number {
  const { requests, sizes, capacity } = trace;
  const next = nextRequests(trace);
  const cache: number[] = [];
  const nextOf = new Float64Array(sizes.length);
  const inCache = new Uint8Array(sizes.length);
  let used = 0;
  let misses = 0;
  for (const [now, object] of requests.entries()) {
    const size = sizes[object] ?? 0;
    if (inCache[object] === 0) {
      misses += 1;
      while (used + size > capacity) {
        const position = heaviest(cache, (one) => (sizes[one] ?? 0) * ((nextOf[one] ?? 0) - now));
        const victim = cache[position] ?? 0;
        cache[position] = cache.at(-1) ?? 0;
        cache.pop();
        inCache[victim] = 0;
        used -= sizes[victim] ?? 0;
      }
      inCache[object] = 1;
      cache.push(object);
      used += size;
    }
    const at = next[now] ?? 0;
    nextOf[object] = at < requests.length ? at : NEVER;
  }
  return misses;
}

const NEVER = 1e9;

/** Position of the greatest weight. */
function heaviest(list: readonly number[], weigh: (one: number) => number): number {
  let best = 0;
  let most = -Infinity;
  for (let position = 0; position < list.length; position += 1) {
    const weight = weigh(list[position] ?? 0);
    if (weight > most) {
      most = weight;
      best = position;
    }
  }
  return best;
}
