/** Takes the end of the link whose reading is nearer to what would balance the router, twice. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  const read = (counter: number): number => readings[3 * (counter >> 1) + (counter & 1)] ?? 0;
  const reports = (counter: number): number => readings[3 * (counter >> 1) + 2] ?? 0;
  let rate = Float64Array.from(links, (_, counter) => {
    const other = otherEnd(links, counter);
    return begin(read(counter), other < 0 ? read(counter) : read(other));
  });
  for (let round = 0; round < /* tune 1..4 */ 2; round += 1) {
    const surplus = surplusOf(links, rate);
    rate = rate.map((now, counter) => {
      const other = otherEnd(links, counter);
      const sign = counter % 2 === 0 ? 1 : -1;
      const here = now - sign * (surplus[links[counter & ~1] ?? 0] ?? 0);
      const far = other < 0 ? read(counter) : read(other);
      const there =
        other < 0 ? here : (rate[other] ?? 0) + sign * (surplus[links[other & ~1] ?? 0] ?? 0);
      return Math.max(0, estimate(read(counter), far, here, there));
    });
  }
  for (let counter = 0; counter < links.length; counter += 1) {
    const other = otherEnd(links, counter);
    const far = other < 0 ? read(counter) : read(other);
    const guess = rate[counter] ?? 0;
    const first = 5 * (counter >> 1);
    const sure = sureness(read(counter), far, guess);
    answer[first + (counter & 1)] = guess;
    answer[first + 3 + (counter & 1)] = Math.min(1, Math.max(0, sure));
    const farReport = other < 0 ? reports(counter) : reports(other);
    answer[first + 2] = isUp(reports(counter), farReport, guess) ? 1 : 0;
  }
}

/** The rate to begin with, from both ends of the link. */
function begin(own: number, _far: number): number {
  return own;
}

/** The rate, from both ends of the link and from what would balance the router here and there. */
function estimate(own: number, far: number, here: number, there: number): number {
  const balanced = /* tune 0..1 */ 0.5 * here + /* tune 0..1 */ 0.5 * there;
  return nearer(balanced, own, far);
}

/** How likely a rate is right, from both readings and the rate. */
function sureness(own: number, far: number, _rate: number): number {
  return own > 0 && far > 0 ? /* tune 0..1 */ 0.8 : /* tune 0..1 */ 0.4;
}

/** Status, from what both ends report and the traffic. */
function isUp(own: number, far: number, rate: number): boolean {
  return rate > 0 || own + far > /* tune 0..2 */ 0.5;
}

/** Whichever of two rates is nearer to a target. */
function nearer(target: number, one: number, other: number): number {
  return Math.abs(one - target) < Math.abs(other - target) ? one : other;
}

/** By how much more is received than sent at each router. */
function surplusOf(links: Int32Array, rate: Float64Array): number[] {
  const surplus: number[] = [];
  for (let counter = 0; counter < rate.length; counter += 1) {
    const router = links[counter & ~1] ?? 0;
    const flow = counter % 2 === 0 ? (rate[counter] ?? 0) : -(rate[counter] ?? 0);
    surplus[router] = (surplus[router] ?? 0) + flow;
  }
  return surplus;
}

/** The counter of the same traffic at the other end of the link, or -1. */
function otherEnd(links: Int32Array, counter: number): number {
  const peer = links[counter | 1] ?? -1;
  return peer < 0 ? -1 : 2 * peer + 1 - (counter & 1);
}
