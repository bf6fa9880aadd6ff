/** Less than this is rounding, in USD per GB. */
export const NOTHING = 1e-12;

/** Cheapest ways between all pairs: their cost, and the first step of each. */
export interface Ways {
  readonly size: number;
  readonly cost: Float64Array;
  readonly step: Int32Array;
}

/** By Floyd and Warshall. A way is replaced only when another one is cheaper by more than rounding. */
export function waysOf(size: number, prices: Float64Array): Ways {
  const cost = Float64Array.from(prices);
  const step = Int32Array.from(cost, (_, edge) => edge % size);
  const ways = { size, cost, step };
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) shorten(ways, from, via);
  }
  return ways;
}

/** Lets the ways from a region lead over another one where that is cheaper. */
function shorten({ size, cost, step }: Ways, from: number, via: number): void {
  const head = cost[from * size + via] ?? 0;
  for (let to = 0; to < size; to += 1) {
    const sum = head + (cost[via * size + to] ?? 0);
    if (sum >= (cost[from * size + to] ?? 0) - NOTHING) continue;
    cost[from * size + to] = sum;
    step[from * size + to] = step[from * size + via] ?? via;
  }
}

/** The regions of the cheapest way, both ends included. */
export function wayBetween({ size, step }: Ways, from: number, to: number): number[] {
  const way = [from];
  for (let at = from; at !== to; way.push(at)) at = step[at * size + to] ?? to;
  return way;
}
