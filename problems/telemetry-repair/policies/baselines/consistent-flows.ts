/** Healthy readings of the same traffic differ by at most this share. */
const TOLERANCE = 0.085;
/** Standard deviation of a healthy reading and of the mean of two, relative to the mean rate. */
const NOISE = 0.0163;
/** A balance that is off by less than this many standard deviations holds. */
const HOLDS = 3;
/** Most unsettled flows of a router whose readings are tried in all combinations. */
const MOST_TRIED = 10;
/** Share of what a router sends over its links that comes from its own hosts. */
const OWN_SHARE = 0.4;

/** Traffic in one direction of a link, or between a router and its hosts. */
interface Flow {
  /** Counter that received it and counter that sent it; -1 for hosts. */
  readonly ends: readonly [into: number, outOf: number];
  /** What these read, NaN for hosts. */
  readonly read: readonly [into: number, outOf: number];
  rate: number;
  /** Standard deviation of `rate`. */
  sigma: number;
  sure: number;
  settled: boolean;
}

interface Side {
  readonly flow: Flow;
  /** 1 where the flow enters the router, -1 where it leaves. */
  readonly sign: number;
}

/**
 * Settles flows one after the other: first where both ends of a link agree, then at routers where
 * one combination of the readings left balances, or a single unread flow must be the rest. What is
 * still open goes to the end whose router has fewer quarrels, and to what was read rather than zero.
 */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void {
  const flowOf = flowsOf(links, readings);
  const flows = [...new Set(flowOf)];
  const sides = sidesOf(links, flowOf);
  const quarrels = sides.map((all) => {
    const between = all.filter(({ flow }) => flow.ends[0] >= 0 && flow.ends[1] >= 0);
    return between.filter(({ flow }) => !flow.settled).length / Math.max(between.length, 1);
  });
  const isClosed = flows.some(({ ends }) => ends[0] < 0);
  for (let round = 0; isClosed && round < 4; round += 1) {
    for (const all of sides) settleRouter(all);
  }
  for (const flow of flows) {
    if (flow.settled) continue;
    const [into, outOf] = flow.ends.map((end) => quarrels[links[end & ~1] ?? 0] ?? 1);
    guess(flow, into ?? 1, outOf ?? 1);
  }
  if (isClosed) for (const all of sides) checkHosts(all);
  write({ links, readings, answer, flowOf });
}

/** The flow that each counter counts. */
function flowsOf(links: Int32Array, readings: Float64Array): Flow[] {
  const read = (counter: number): number => readings[3 * (counter >> 1) + (counter & 1)] ?? 0;
  const up = (counter: number): number => readings[3 * (counter >> 1) + 2] ?? 0;
  const flowOf: Flow[] = [];
  for (let counter = 0; counter < links.length; counter += 1) {
    const peer = links[counter | 1] ?? -1;
    const other = peer < 0 ? -1 : 2 * peer + 1 - (counter & 1);
    const known = other >= 0 ? flowOf[other] : undefined;
    if (known !== undefined) {
      flowOf[counter] = known;
      continue;
    }
    const [into, outOf] = counter % 2 === 0 ? [counter, other] : [other, counter];
    const flow: Flow = {
      ends: [into, outOf],
      read: [into < 0 ? Number.NaN : read(into), outOf < 0 ? Number.NaN : read(outOf)],
      rate: 0,
      sigma: 0,
      sure: 0,
      settled: false,
    };
    const [one, two] = flow.read;
    if (other < 0) settle(flow, read(counter), read(counter) > 0 ? 0.9 : 0);
    else if (one + two === 0) {
      if (up(into) + up(outOf) < 2) settle(flow, 0, 0.95);
    } else if (Math.abs(one - two) <= TOLERANCE * Math.max(one, two)) {
      settle(flow, (one + two) / 2, 0.995);
    }
    flowOf[counter] = flow;
  }
  return flowOf;
}

function settle(flow: Flow, rate: number, sure: number): void {
  flow.settled = true;
  flow.rate = rate;
  flow.sigma = NOISE * rate;
  flow.sure = sure;
}

/** The flows of each router. */
function sidesOf(links: Int32Array, flowOf: readonly Flow[]): Side[][] {
  const sides: Side[][] = [];
  for (const [counter, flow] of flowOf.entries()) {
    const router = links[counter & ~1] ?? 0;
    (sides[router] ??= []).push({ flow, sign: counter % 2 === 0 ? 1 : -1 });
  }
  return Array.from(sides, (all) => all ?? []);
}

/** What the settled flows of a router leave over, and its standard deviation. */
function balanceOf(sides: readonly Side[]): { surplus: number; sigma: number } {
  let surplus = 0;
  let variance = 0;
  for (const { flow, sign } of sides) {
    if (!flow.settled) continue;
    surplus += sign * flow.rate;
    variance += flow.sigma ** 2;
  }
  return { surplus, sigma: Math.sqrt(variance) };
}

function settleRouter(sides: readonly Side[]): void {
  // Hosts that read nothing: there is no balance here.
  if (sides.some(({ flow }) => flow.settled && flow.sure === 0)) return;
  const open = sides.filter(({ flow }) => !flow.settled);
  if (open.length === 0 || open.length > MOST_TRIED) return;
  const { surplus, sigma } = balanceOf(sides);
  const silent = open.filter(({ flow }) => flow.read[0] + flow.read[1] === 0);
  const [only] = silent;
  if (silent.length > 1) return;
  if (only !== undefined) {
    if (open.length > 1) return;
    const rest = -only.sign * surplus;
    settle(only.flow, Math.max(0, rest), rest > 0 ? within(sigma / rest) : 0.5);
    only.flow.sigma = sigma;
    return;
  }
  const best = bestChoice(open, surplus);
  const spread = Math.hypot(sigma, ...best.rates.map((rate) => NOISE * rate));
  if (Math.abs(best.off) > HOLDS * spread) return;
  for (const [index, { flow }] of open.entries()) settle(flow, best.rates[index] ?? 0, 0.97);
}

/** The readings of the open flows, one of each, that leave the least over. */
function bestChoice(
  open: readonly Side[],
  surplus: number,
): { readonly off: number; readonly rates: readonly number[] } {
  let best: { off: number; rates: number[] } = { off: Infinity, rates: [] };
  for (let choice = 0; choice < 1 << open.length; choice += 1) {
    const rates = open.map(({ flow }, index) => flow.read[(choice >> index) & 1] ?? 0);
    // A zero beside a reading was dropped.
    if (rates.includes(0)) continue;
    const off = open.reduce((sum, { sign }, at) => sum + sign * (rates[at] ?? 0), surplus);
    if (Math.abs(off) < Math.abs(best.off)) best = { off, rates };
  }
  return best;
}

/** Probability that a normal error of this relative deviation is below a tenth. */
function within(deviation: number): number {
  return Math.tanh(0.0798 / deviation);
}

/** The reading of the end that has fewer quarrels, `into` and `outOf` being their shares. */
function guess(flow: Flow, into: number, outOf: number): void {
  const [one, two] = flow.read;
  if (one + two === 0) settle(flow, 0, 0.3);
  else if (one === 0 || two === 0) settle(flow, one + two, 0.9);
  else if (into === outOf) settle(flow, (one + two) / 2, 0.3);
  else settle(flow, into < outOf ? one : two, 0.5 + 0.45 * Math.min(1, Math.abs(into - outOf) * 2));
}

/** Where everything else is settled, what hosts read is checked against the balance. */
function checkHosts(sides: readonly Side[]): void {
  const hosts = sides.filter(({ flow }) => flow.ends[0] < 0 || flow.ends[1] < 0);
  if (hosts.length === 0) return;
  const { surplus, sigma } = balanceOf(sides);
  const isBalanced = Math.abs(surplus) <= HOLDS * sigma;
  const links = sides.filter((side) => !hosts.includes(side));
  for (const { flow, sign } of hosts) {
    if (flow.rate > 0) {
      flow.sure = isBalanced ? 0.98 : 0.35;
      continue;
    }
    // What hosts send beside what passes through is not known, only how much more than they receive.
    const leaves = links.reduce((sum, one) => sum + (one.sign === sign ? 0 : one.flow.rate), 0);
    const enters = links.reduce((sum, one) => sum + (one.sign === sign ? one.flow.rate : 0), 0);
    flow.rate = Math.max(OWN_SHARE * leaves, leaves - (1 - OWN_SHARE) * enters);
    flow.sure = 0.2;
  }
}

function write(all: {
  readonly links: Int32Array;
  readonly readings: Float64Array;
  readonly answer: Float64Array;
  readonly flowOf: readonly Flow[];
}): void {
  const { links, readings, answer, flowOf } = all;
  for (let at = 0; 2 * at < links.length; at += 1) {
    const peer = links[2 * at + 1] ?? -1;
    for (let counter = 0; counter < 2; counter += 1) {
      const own = readings[3 * at + counter] ?? 0;
      const { rate = 0, sure = 0 } = flowOf[2 * at + counter] ?? {};
      const isHealthy = Math.abs(own - rate) <= TOLERANCE * rate;
      answer[5 * at + counter] = isHealthy ? (2 * own + rate) / 3 : rate;
      answer[5 * at + 3 + counter] = sure;
    }
    const traffic = (answer[5 * at] ?? 0) + (answer[5 * at + 1] ?? 0);
    const reports = (readings[3 * at + 2] ?? 0) + (peer < 0 ? 1 : (readings[3 * peer + 2] ?? 0));
    answer[5 * at + 2] = traffic > 0 || reports === 2 ? 1 : 0;
  }
}
