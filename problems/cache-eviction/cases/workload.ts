import type { Case } from 'adrs-lab';

/** One trace and the cache it meets. Time is the index of a request: 0, 1, 2, ... */
export interface CacheCase extends Case {
  /** Model of the sizes: averaged on its own. */
  readonly group: string;
  /** Bytes that the cache holds. */
  readonly capacity: number;
  /** Bytes of each object: whole, at least 1. They do not change. */
  readonly sizes: readonly number[];
  /** Object of each request, in [0, sizes.length). */
  readonly requests: readonly number[];
}

/** The data of a case that the simulation and the bounds need. */
export type Trace = Pick<CacheCase, 'capacity' | 'sizes' | 'requests'>;

/** Percent of the requests of a trace. */
export function percentOf({ requests }: Pick<Trace, 'requests'>, misses: number): number {
  return (100 * misses) / requests.length;
}

/**
 * When each request's object is requested next; the number of requests where it is not.
 * Shape [requests].
 */
export function nextRequests({ requests, sizes }: Trace): Int32Array {
  const next = new Int32Array(requests.length);
  const seen = new Int32Array(sizes.length).fill(requests.length);
  for (let at = requests.length - 1; at >= 0; at -= 1) {
    const object = requests[at] ?? 0;
    next[at] = seen[object] ?? 0;
    seen[object] = at;
  }
  return next;
}
