/** Rates that differ by less than this share are the same traffic. */
const TOLERANCE = 0.085;

/**
 * Conservation of flow, after the hardening step of Hodor: where the ends of a link do not agree, both take
 * the reading of one of them, or the rate that would balance one of the two routers, whichever leaves these
 * least out of balance; three times over. Without interfaces to hosts no router is known to balance, and
 * the larger reading is taken.
 */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  const routers = Array.from(links).filter((_, at) => at % 2 === 0);
  const rate = Float64Array.from(links, (_, counter) => read(counter));
  const surplus = new Float64Array(1 + Math.max(...routers));
  for (let counter = 0; counter < rate.length; counter += 1) {
    const other = opposite(counter);
    if (!agree(counter)) rate[counter] = Math.max(read(counter), read(other));
    surplus[routerOf(counter)] = surplusAt(counter) + sign(counter) * (rate[counter] ?? 0);
  }
  const hasHosts = links.some((id, at) => at % 2 === 1 && id < 0);
  for (let round = 0; hasHosts && round < 3; round += 1) {
    for (let counter = 0; counter < rate.length; counter += 1) balance(counter);
  }
  for (let at = 0; 2 * at < links.length; at += 1) {
    answer[5 * at] = rate[2 * at] ?? 0;
    answer[5 * at + 1] = rate[2 * at + 1] ?? 0;
    answer[5 * at + 2] = readings[3 * at + 2] ?? 0;
    answer[5 * at + 3] = agree(2 * at) ? 0.95 : 0.7;
    answer[5 * at + 4] = agree(2 * at + 1) ? 0.95 : 0.7;
  }

  function balance(counter: number): void {
    const other = opposite(counter);
    if (agree(counter)) return;
    const now = rate[counter] ?? 0;
    let best = now;
    let least = Math.abs(surplusAt(counter)) + Math.abs(surplusAt(other));
    const candidates = [
      read(counter),
      read(other),
      now - sign(counter) * surplusAt(counter),
      now - sign(other) * surplusAt(other),
    ];
    for (const value of candidates) {
      if (value <= 0) continue;
      const here = surplusAt(counter) + sign(counter) * (value - now);
      const there = surplusAt(other) + sign(other) * (value - now);
      if (Math.abs(here) + Math.abs(there) >= least) continue;
      least = Math.abs(here) + Math.abs(there);
      best = value;
    }
    for (const end of [counter, other]) {
      rate[end] = best;
      surplus[routerOf(end)] = surplusAt(end) + sign(end) * (best - now);
    }
  }

  function agree(counter: number): boolean {
    const other = opposite(counter);
    if (other < 0) return true;
    const [one, two] = [read(counter), read(other)];
    return one + two > 0 && Math.abs(one - two) <= TOLERANCE * Math.max(one, two);
  }

  /** By how much more enters the router of a counter than leaves it. */
  function surplusAt(counter: number): number {
    return surplus[routerOf(counter)] ?? 0;
  }

  function routerOf(counter: number): number {
    return links[counter & ~1] ?? 0;
  }

  /** The counter of the same traffic at the other end, or -1. */
  function opposite(counter: number): number {
    const peer = links[counter | 1] ?? -1;
    return peer < 0 ? -1 : 2 * peer + 1 - (counter & 1);
  }

  function read(counter: number): number {
    return readings[3 * (counter >> 1) + (counter & 1)] ?? 0;
  }

  /** What is received adds to a router's surplus, what is sent takes from it. */
  function sign(counter: number): number {
    return counter % 2 === 0 ? 1 : -1;
  }
}
