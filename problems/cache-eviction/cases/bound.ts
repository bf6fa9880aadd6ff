import { farthestNextUse } from './belady.ts';
import { nextRequests, percentOf, type Trace } from './workload.ts';

/**
 * Misses in percent of the requests that no choice of victims can avoid. Where all objects have one size:
 * exactly the misses of the best choice (Belady, IBM Systems Journal 5, 1966; Mattson et al. 1970). Else a
 * lower bound, see `leastMisses`.
 */
export function boundPercent(trace: Trace): number {
  const first = trace.sizes[0];
  const isUniform = trace.sizes.every((size) => size === first);
  return percentOf(trace, isUniform ? farthestNextUse(trace) : leastMisses(trace));
}

/** Windows of requests that share a price. */
const WINDOWS = 256;
/** Steps of the descent on the prices. */
const STEPS = 200;

/**
 * A lower bound on the misses of any choice of victims, in requests, from the linear relaxation of
 * "flow-based offline optimal" (Berger, Beckmann and Harchol-Balter, "Practical bounds on optimal caching
 * with variable object sizes", SIGMETRICS 2018).
 *
 * Say object i is requested at a and next at b. A hit at b needs its s_i bytes after each request in [a, b).
 * After request t the cache holds the object requested at t, so that C - s(t) bytes are left for the others.
 * With x_i in [0, 1] the part of i that is kept, sum of s_i x_i over the i with a < t < b is at most
 * C - s(t) at every t; the hits are at most the greatest sum of x. By weak duality they are at most
 *
 *   sum over t of p(t) (C - s(t)) + sum over i of max(0, 1 - s_i (p(a + 1) + ... + p(b - 1)))
 *
 * for any prices p >= 0, not only the best. One price for all t is PFOO-L of the paper, less what the
 * requested objects take. Here prices are equal within a window and found by descent.
 */
export function leastMisses(trace: Trace): number {
  const reuses = reusesOf(trace);
  const hits = descend(createDual(reuses, roomOf(trace)), 1 / meanVolume(reuses));
  // Hits are whole; the sums are off by less than this.
  return trace.requests.length - Math.floor(hits + 1e-6);
}

/** Requests that could hit: their objects' sizes, and the times `[from, to)` that come between. */
interface Reuses {
  readonly size: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

function reusesOf(trace: Trace): Reuses {
  const { requests, sizes, capacity } = trace;
  const next = nextRequests(trace);
  const sizeAt = (at: number): number => sizes[requests[at] ?? 0] ?? 0;
  const kept = [...next.keys()].filter((at) => {
    return sizeAt(at) <= capacity && (next[at] ?? 0) < requests.length;
  });
  return {
    size: Float64Array.from(kept, sizeAt),
    from: Float64Array.from(kept, (at) => at + 1),
    to: Float64Array.from(kept, (at) => next[at] ?? 0),
  };
}

/** Bytes times requests of a reuse, on average; at least 1. */
function meanVolume({ size, from, to }: Reuses): number {
  const volumes = size.map((bytes, index) => bytes * ((to[index] ?? 0) - (from[index] ?? 0)));
  return Math.max(1, volumes.reduce((sum, volume) => sum + volume, 0) / Math.max(1, size.length));
}

/** Bytes for other objects than the one requested, at each request. Shape [requests]. */
function roomOf({ requests, sizes, capacity }: Trace): Float64Array {
  return Float64Array.from(requests, (object) => {
    const size = sizes[object] ?? 0;
    return size > capacity ? capacity : capacity - size;
  });
}

interface Dual {
  /** Room summed over the requests of each window. */
  readonly room: Float64Array;
  /** Bytes times requests that are bought in each window at the prices of the last call of `hits`. */
  readonly demand: Float64Array;
  /** The bound on the hits at the prices of the windows. */
  hits(prices: Float64Array): number;
}

/** The dual at prices that are equal within windows. */
function createDual({ size, from, to }: Reuses, roomAt: Float64Array): Dual {
  const clock = createClock(roomAt.length);
  const room = new Float64Array(clock.windows);
  for (const [at, bytes] of roomAt.entries()) {
    const window = Math.floor(at / clock.width);
    room[window] = (room[window] ?? 0) + bytes;
  }
  return {
    room,
    demand: clock.demand,
    hits(prices) {
      let hits = clock.reset(prices, room);
      for (let index = 0; index < size.length; index += 1) {
        const bytes = size[index] ?? 0;
        const start = from[index] ?? 0;
        const end = to[index] ?? 0;
        const gain = 1 - bytes * (clock.spent(end) - clock.spent(start));
        if (gain <= 0) continue;
        hits += gain;
        clock.buy(end, bytes);
        clock.buy(start, -bytes);
      }
      clock.settle();
      return hits;
    },
  };
}

/** Prices and purchases over time, by window. */
interface Clock {
  readonly windows: number;
  /** Requests in a window; the last one may have fewer. */
  readonly width: number;
  readonly demand: Float64Array;
  /** Starts again at these prices. Returns the cost of all the room. */
  reset(prices: Float64Array, room: Float64Array): number;
  /** Price of one byte from the start up to a time. */
  spent(time: number): number;
  /** Buys bytes from the start up to a time. */
  buy(time: number, bytes: number): void;
  /** Completes `demand`. */
  settle(): void;
}

// oxlint-disable-next-line max-lines-per-function -- one closure over the arrays of a hot loop
function createClock(length: number): Clock {
  const width = Math.ceil(length / WINDOWS);
  const windows = Math.ceil(length / width);
  const demand = new Float64Array(windows);
  /** Bytes bought up to a time in each window, so through all windows before it. */
  const whole = new Float64Array(windows);
  const spentBefore = new Float64Array(windows);
  const priceIn = new Float64Array(windows);
  return {
    windows,
    width,
    demand,
    reset(prices, room) {
      demand.fill(0);
      whole.fill(0);
      priceIn.set(prices);
      let cost = 0;
      let spent = 0;
      for (const [window, price] of prices.entries()) {
        spentBefore[window] = spent;
        spent += price * width;
        cost += price * (room[window] ?? 0);
      }
      return cost;
    },
    spent(time) {
      const window = Math.floor(time / width);
      return (spentBefore[window] ?? 0) + (priceIn[window] ?? 0) * (time - window * width);
    },
    buy(time, bytes) {
      const window = Math.floor(time / width);
      demand[window] = (demand[window] ?? 0) + bytes * (time - window * width);
      whole[window] = (whole[window] ?? 0) + bytes;
    },
    settle() {
      let bytes = 0;
      for (let window = windows - 1; window >= 0; window -= 1) {
        demand[window] = (demand[window] ?? 0) + bytes * width;
        bytes += whole[window] ?? 0;
      }
    },
  };
}

/**
 * Raises prices where more is bought than there is and lowers them where less is, by smaller and smaller
 * factors. At the first price an average reuse is just worth keeping. Answers the least bound on the hits that was met.
 */
function descend(dual: Dual, start: number): number {
  const prices = new Float64Array(dual.room.length).fill(start);
  // At no price every reuse is a hit.
  let least = dual.hits(new Float64Array(prices.length));
  for (let step = 0; step < STEPS; step += 1) {
    least = Math.min(least, dual.hits(prices));
    const rate = 1 / (1 + step / 16);
    for (const [window, price] of prices.entries()) {
      const room = Math.max(1, dual.room[window] ?? 0);
      const excess = (dual.demand[window] ?? 0) / room - 1;
      prices[window] = price * Math.exp(rate * Math.max(-1, Math.min(1, excess)));
    }
  }
  return least;
}
