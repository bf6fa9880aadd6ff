import type { Trace } from '../../problems/cache-eviction/workload.ts';

/** Traces of up to 12 requests to up to 6 objects are small enough. */
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
