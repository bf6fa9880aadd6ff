import { divisor, ticksUntilDeadline } from '../../shared/spot/job.ts';
import { marketsOf, type Workload } from './workload.ts';

/**
 * The least any policy can pay for a workload, even one that knows the future, in USD.
 *
 * A dynamic program over (tick, lane, slack used) under the safety net of the simulation. A *lane* is
 * what a job can stay on from tick to tick: on demand, or spot in a zone. Where moves are free, all
 * zones are one lane: the cheapest zone that is there at both ends of a tick. Slack used is the time
 * that was not work, pending overhead included; README.md ("The bound") says why this is exact for
 * honest workloads, and a lower bound for published ones.
 *
 * Throws RangeError for a published workload whose restart overhead is no longer than a tick: its safety
 * net would let a job restart on spot when time is up.
 */
export function clairvoyantCostUsd(workload: Workload): number {
  const known = bounds.get(workload) ?? leastCostUsd(workload);
  bounds.set(workload, known);
  return known;
}

/** Every measurement asks for the bounds of its cases, and one takes 10 to 60 ms. */
const bounds = new WeakMap<Workload, number>();

function leastCostUsd(workload: Workload): number {
  const { form, restartOverheadSeconds, gapSeconds } = workload;
  if (form === 'published' && restartOverheadSeconds <= gapSeconds) {
    throw new RangeError(`case ${workload.id}: the published form needs an overhead above a tick`);
  }
  const plan = planOf(workload);
  const lanes = lanesOf(workload, plan);
  const search = searchOf(plan);
  for (let tick = 0; tick < plan.ticks; tick += 1) {
    const open = lanes.filter((lane) => lane.open[tick] === 1);
    for (const lane of open) launch(search, lane, tick);
    waitOneTick(search, tick);
    for (const lane of open) runOneTick(search, lane, tick);
    const { hub, nextHub } = search;
    search.hub = nextHub;
    search.nextHub = hub;
  }
  return search.best;
}

/** The cost that no valid policy exceeds, in USD: the most expensive machine in every tick until the deadline. */
export function worstCostUsd(workload: Workload): number {
  const prices = workload.spotPrices.flatMap((pieces) => pieces.filter((_, at) => at % 2 === 1));
  const usdPerHour = Math.max(workload.onDemandUsdPerHour, ...prices);
  // The published form can end one tick late.
  const ticks = ticksUntilDeadline(workload) + (workload.form === 'published' ? 1 : 0);
  return (ticks * workload.gapSeconds * usdPerHour) / 3600;
}

/** Times in units of the greatest common divisor of tick, work and overhead. */
interface Plan {
  readonly ticks: number;
  readonly gap: number;
  readonly work: number;
  readonly overhead: number;
  /** Ticks from a start until the machine has sat out its overhead; at least 1. */
  readonly launchTicks: number;
  /** With this much slack used, or more, the safety net acts. */
  readonly forcedFrom: number;
  /** Slack used is below this. */
  readonly size: number;
}

function planOf(workload: Workload): Plan {
  const { gapSeconds, durationSeconds, restartOverheadSeconds } = workload;
  const unit = divisor(gapSeconds, divisor(durationSeconds, restartOverheadSeconds));
  const gap = gapSeconds / unit;
  const work = durationSeconds / unit;
  const overhead = restartOverheadSeconds / unit;
  const ticks = ticksUntilDeadline(workload);
  const forcedFrom = gap * (ticks - 1) - work - overhead + 1;
  const size = Math.max(forcedFrom, 1) + gap + overhead;
  const launchTicks = Math.max(1, Math.ceil(overhead / gap));
  return { ticks, gap, work, overhead, launchTicks, forcedFrom, size };
}

/** The events in a lane, by tick, in USD a tick. */
interface Offers {
  /** 1 where a machine can be started, and so where one can be running. */
  readonly open: Uint8Array;
  /** Least cost of this tick for a machine that goes on after it; Infinity where none does. */
  readonly stayUsd: Float64Array;
  /** The same for a machine that ends with it. */
  readonly lastUsd: Float64Array;
  /** Whether the safety net starts it. */
  readonly isOnDemand: boolean;
}

/** Something to run on, and the least cost of having run there so far, by slack used. */
interface Lane extends Offers {
  /** At the start of this tick. Shape [size]. */
  readonly on: Float64Array;
  /** Started, to join `on` at the last tick of the overhead. Shape [launchTicks, size], a ring. */
  readonly arriving: readonly Float64Array[];
}

function lanesOf(workload: Workload, plan: Plan): readonly Lane[] {
  const usdPerTick = (workload.onDemandUsdPerHour * workload.gapSeconds) / 3600;
  const onDemand: Offers = {
    open: new Uint8Array(plan.ticks).fill(1),
    stayUsd: new Float64Array(plan.ticks).fill(usdPerTick),
    lastUsd: new Float64Array(plan.ticks).fill(usdPerTick),
    isOnDemand: true,
  };
  const zones = workload.zones.map((_, zone) => zone);
  const groups = workload.moves === 'free' ? [zones] : zones.map((zone) => [zone]);
  const spot = groups.map((group) => spotOffers(workload, plan.ticks, group));
  return [onDemand, ...spot].map((offers) => ({
    ...offers,
    on: frontOf(plan),
    arriving: Array.from({ length: plan.launchTicks }, () => frontOf(plan)),
  }));
}

/** Zones between which a machine moves for nothing. */
function spotOffers(workload: Workload, ticks: number, group: readonly number[]): Offers {
  const { hasSpot, usdPerHour } = marketsOf(workload, ticks + 1);
  const { form, gapSeconds, spotPrices, zones } = workload;
  // As published, the zone at the end sets the price of all ticks: at best the cheapest first price.
  const uniform = Math.min(...spotPrices.map(([, first = Infinity]) => first));
  const open = new Uint8Array(ticks);
  const stayUsd = new Float64Array(ticks).fill(Infinity);
  const lastUsd = new Float64Array(ticks).fill(Infinity);
  for (let tick = 0; tick < ticks; tick += 1) {
    for (const zone of group) {
      const at = tick * zones.length + zone;
      if (hasSpot[at] !== 1) continue;
      const price = form === 'published' ? uniform : (usdPerHour[at] ?? Infinity);
      const usd = (price * gapSeconds) / 3600;
      open[tick] = 1;
      lastUsd[tick] = Math.min(lastUsd[tick] ?? Infinity, usd);
      const goesOn = hasSpot[at + zones.length] === 1;
      if (goesOn) stayUsd[tick] = Math.min(stayUsd[tick] ?? Infinity, usd);
    }
  }
  return { open, stayUsd, lastUsd, isOnDemand: false };
}

/** Least cost so far by slack used. Shape [size] each. */
interface Search extends Plan {
  /** Without a machine, at the start of this tick and of the next. */
  hub: Float64Array;
  nextHub: Float64Array;
  /** The cheapest finished run so far. */
  best: number;
}

function searchOf(plan: Plan): Search {
  const hub = frontOf(plan);
  hub[0] = 0;
  return { ...plan, hub, nextHub: frontOf(plan), best: Infinity };
}

function frontOf({ size }: Plan): Float64Array {
  return new Float64Array(size).fill(Infinity);
}

/** Starts machines. Spot is started only where it outlasts its overhead, while the safety net rests. */
function launch(search: Search, lane: Lane, tick: number): void {
  const { launchTicks, overhead, gap, hub, size, forcedFrom } = search;
  let usd = 0;
  for (let ahead = tick; ahead < tick + launchTicks - 1; ahead += 1) {
    usd += lane.stayUsd[ahead] ?? Infinity;
  }
  if (usd === Infinity) return;
  const end = lane.isOnDemand ? size - overhead : forcedFrom - (launchTicks - 1) * gap;
  const target = lane.arriving[(tick + launchTicks - 1) % launchTicks] ?? lane.on;
  for (let slack = 0; slack < end; slack += 1) {
    const cost = (hub[slack] ?? Infinity) + usd;
    if (cost < (target[slack + overhead] ?? 0)) target[slack + overhead] = cost;
  }
}

/** Waits wherever the safety net allows it. */
function waitOneTick({ hub, nextHub, gap, forcedFrom }: Search, tick: number): void {
  nextHub.fill(Infinity);
  const end = Math.min(forcedFrom, tick * gap + 1);
  for (let slack = 0; slack < end; slack += 1) nextHub[slack + gap] = hub[slack] ?? Infinity;
}

/** Runs every machine of a lane for a tick, after which it is done with its work, goes on, or ends. */
function runOneTick(search: Search, lane: Lane, tick: number): void {
  const { on } = lane;
  const { nextHub, size, gap, work } = search;
  join(lane, tick % search.launchTicks);
  const stay = lane.stayUsd[tick] ?? Infinity;
  const last = lane.lastUsd[tick] ?? Infinity;
  const unfinished = Math.max(0, (tick + 1) * gap - work + 1);
  for (let slack = 0; slack < unfinished; slack += 1) {
    search.best = Math.min(search.best, (on[slack] ?? Infinity) + last);
    on[slack] = Infinity;
  }
  for (let slack = unfinished; slack < size; slack += 1) {
    const cost = on[slack] ?? Infinity;
    on[slack] = cost + stay;
    if (cost + last < (nextHub[slack] ?? 0)) nextHub[slack] = cost + last;
  }
}

/** Machines that sit out the last of their overhead in this tick run like the others from here on. */
function join({ on, arriving }: Lane, slot: number): void {
  const fresh = arriving[slot];
  if (fresh === undefined) return;
  for (let slack = 0; slack < on.length; slack += 1) {
    const cost = fresh[slack] ?? Infinity;
    if (cost < (on[slack] ?? 0)) on[slack] = cost;
  }
  fresh.fill(Infinity);
}
