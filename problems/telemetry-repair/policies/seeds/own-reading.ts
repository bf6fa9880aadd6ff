/** Believes every counter, with the same confidence, and both ends that say up. */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  const read = (counter: number): number => readings[3 * (counter >> 1) + (counter & 1)] ?? 0;
  const reports = (counter: number): number => readings[3 * (counter >> 1) + 2] ?? 0;
  let rate = Float64Array.from(links, (_, counter) => {
    const other = otherEnd(links, counter);
    return begin(read(counter), other < 0 ? read(counter) : read(other));
  });
  for (let round = 0; round < 1; round += 1) {
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
function estimate(own: number, _far: number, _here: number, _there: number): number {
  return own;
}

/** How likely a rate is right, from both readings and the rate. */
function sureness(_own: number, _far: number, _rate: number): number {
  return /* tune 0..1 */ 0.6;
}

/** Status, from what both ends report and the traffic. */
function isUp(own: number, far: number, _rate: number): boolean {
  return own + far > /* tune 0..2 */ 1.5;
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
