import { divisor, ticksUntilDeadline } from '../../shared/spot/job.ts';
import { availabilityOf, type Workload } from './workload.ts';

/**
 * The least any policy can pay for a workload, even one that knows the future, in USD.
 *
 * A dynamic program over (tick, machine) under the safety net of the simulation. Each state keeps
 * the Pareto front of (work done, cost); README.md ("The bound") proves that this is exact:
 *
 * 1. *Dominance.* A run that is ahead on the same machine can copy the other one to its end, and the
 *    safety net acts on it later or in the same way.
 * 2. *Normal form.* Some optimal run never starts on demand from idling, starts a spot machine only
 *    when one appears, gives it up only when it is taken away, and after it has once stopped an
 *    on-demand machine to idle uses none again. So only the ends of the market's runs, and that one
 *    stop, are decisions.
 *
 * Throws RangeError when the restart overhead is longer than a tick: the proof needs a machine to be
 * ready one tick after its start.
 */
export function clairvoyantCostUsd(workload: Workload): number {
  if (workload.restartOverheadSeconds > workload.gapSeconds) {
    throw new RangeError(`case ${workload.id}: the restart overhead is longer than a tick`);
  }
  const available = availabilityOf(workload);
  const ticks = ticksUntilDeadline(workload);
  const search = searchOf(workload, available);
  for (let tick = 0; tick <= ticks; tick += 1) {
    finish(search);
    const had = tick > 0 && available[tick - 1] === 1;
    search.ticksLeft = ticks - tick;
    if (available[tick] === 1) expandWithSpot(search, !had);
    else expandWithoutSpot(search, had);
  }
  return search.best;
}

/**
 * The cost that no valid policy exceeds, in USD: one machine is paid in every tick until the deadline, at
 * the higher price.
 */
export function worstCostUsd(workload: Workload): number {
  const usdPerHour = Math.max(workload.onDemandUsdPerHour, workload.spotUsdPerHour);
  return (ticksUntilDeadline(workload) * workload.gapSeconds * usdPerHour) / 3600;
}

/** Labels of one state, by work done from most to least; cost falls along with it. */
interface Front {
  doneSeconds: Float64Array;
  costUsd: Float64Array;
  /** Labels are those in `[from, to)`. */
  from: number;
  to: number;
  /** Work and cost that every label has in addition to its own: machines run on at no effort. */
  extraSeconds: number;
  extraUsd: number;
}

interface Search {
  readonly durationSeconds: number;
  readonly gapSeconds: number;
  readonly overheadSeconds: number;
  readonly spotUsdPerTick: number;
  readonly onDemandUsdPerTick: number;
  /** Idle; may still use on-demand machines. */
  readonly idle: Front;
  readonly spot: Front;
  readonly onDemand: Front;
  /** The same after an on-demand machine was stopped to idle: only spot machines from here on. */
  readonly lastIdle: Front;
  readonly lastSpot: Front;
  /** Arrays that the next merge writes to. */
  readonly spare: Front;
  ticksLeft: number;
  /** Ticks after the current one with a spot machine. */
  spotTicksAhead: number;
  /** The cheapest finished run so far. */
  best: number;
}

function searchOf(workload: Workload, available: Uint8Array): Search {
  const { durationSeconds, gapSeconds, restartOverheadSeconds: overheadSeconds } = workload;
  const onDemandUsdPerTick = (workload.onDemandUsdPerHour * gapSeconds) / 3600;
  const ticksOnDemand = Math.ceil((durationSeconds + overheadSeconds) / gapSeconds);
  // Work comes in multiples of this unit, and a front has one label for each amount at most.
  const unit = divisor(gapSeconds, overheadSeconds);
  const capacity = Math.ceil((durationSeconds + gapSeconds + overheadSeconds) / unit) + 1;
  const search: Search = {
    durationSeconds,
    gapSeconds,
    overheadSeconds,
    spotUsdPerTick: (workload.spotUsdPerHour * gapSeconds) / 3600,
    onDemandUsdPerTick,
    idle: createFront(capacity),
    spot: createFront(capacity),
    onDemand: createFront(capacity),
    lastIdle: createFront(capacity),
    lastSpot: createFront(capacity),
    spare: createFront(capacity),
    ticksLeft: ticksUntilDeadline(workload),
    spotTicksAhead: available.reduce((sum, has) => sum + has, 0),
    best: ticksOnDemand * onDemandUsdPerTick,
  };
  push(search.idle, 0, 0);
  // On demand from the start: as if it ran already and owed the overhead.
  push(search.onDemand, -overheadSeconds, 0);
  return search;
}

function createFront(capacity: number): Front {
  return {
    doneSeconds: new Float64Array(capacity),
    costUsd: new Float64Array(capacity),
    from: 0,
    to: 0,
    extraSeconds: 0,
    extraUsd: 0,
  };
}

/** A tick with a spot machine; `appeared` when the tick before had none. */
function expandWithSpot(search: Search, appeared: boolean): void {
  const { idle, spot, onDemand, lastIdle, lastSpot, gapSeconds, spotUsdPerTick } = search;
  search.spotTicksAhead -= 1;
  dropForced(search, idle);
  dropForced(search, lastIdle);
  if (appeared) {
    const workSeconds = gapSeconds - search.overheadSeconds;
    const launch = { workSeconds, costUsd: spotUsdPerTick };
    merge(search, spot, { ...launch, front: idle, to: idle.to });
    merge(search, spot, { ...launch, front: onDemand, to: endOfFree(search, onDemand) });
    merge(search, lastSpot, { ...launch, front: lastIdle, to: lastIdle.to });
  } else {
    runOn(spot, gapSeconds, spotUsdPerTick);
    runOn(lastSpot, gapSeconds, spotUsdPerTick);
  }
  stopOrRunOn(search);
}

/** A tick without a spot machine; `vanished` when the tick before had one. */
function expandWithoutSpot(search: Search, vanished: boolean): void {
  const { idle, spot, onDemand, lastIdle, lastSpot, gapSeconds, onDemandUsdPerTick } = search;
  dropForced(search, idle);
  dropForced(search, lastIdle);
  stopOrRunOn(search);
  if (!vanished) return;
  const stop = { workSeconds: 0, costUsd: 0 };
  merge(search, idle, { ...stop, front: spot, to: endOfFree(search, spot) });
  merge(search, lastIdle, { ...stop, front: lastSpot, to: endOfFree(search, lastSpot) });
  const workSeconds = gapSeconds - search.overheadSeconds;
  merge(search, onDemand, { workSeconds, costUsd: onDemandUsdPerTick, front: spot, to: spot.to });
  clear(spot);
  clear(lastSpot);
}

/** On-demand machines stop for good where the safety net lets them, or run on. */
function stopOrRunOn(search: Search): void {
  const { onDemand, lastIdle } = search;
  const to = endOfFree(search, onDemand);
  merge(search, lastIdle, { front: onDemand, to, workSeconds: 0, costUsd: 0 });
  runOn(onDemand, search.gapSeconds, search.onDemandUsdPerTick);
}

function runOn(front: Front, workSeconds: number, costUsd: number): void {
  front.extraSeconds += workSeconds;
  front.extraUsd += costUsd;
}

/** Idling until the safety net acts is never best: starting a tick earlier costs no more. */
function dropForced(search: Search, front: Front): void {
  front.to = endOfFree(search, front);
}

/** End of the labels that have done enough for the safety net to leave them alone. */
function endOfFree(search: Search, front: Front): number {
  const { durationSeconds, overheadSeconds, gapSeconds, ticksLeft } = search;
  const enough = durationSeconds + overheadSeconds - (ticksLeft - 1) * gapSeconds;
  let to = front.to;
  while (to > front.from && doneAt(front, to - 1) < enough) to -= 1;
  return to;
}

/** Takes finished labels out of the fronts of running machines. */
function finish(search: Search): void {
  for (const front of [search.spot, search.onDemand, search.lastSpot]) {
    while (front.from < front.to && doneAt(front, front.from) >= search.durationSeconds) {
      const cost = (front.costUsd[front.from] ?? Infinity) + front.extraUsd;
      search.best = Math.min(search.best, cost);
      front.from += 1;
    }
  }
}

/** Labels `[front.from, to)` of a front on their way to another state. */
interface Route {
  readonly front: Front;
  readonly to: number;
  readonly workSeconds: number;
  readonly costUsd: number;
}

/**
 * Merges labels into a front: from most work to least, only what is cheaper than all before it and
 * may still beat the cheapest finished run.
 */
// oxlint-disable-next-line complexity -- one loop over two sorted lists, where all the time goes
function merge(search: Search, target: Front, route: Route): void {
  const { front: source, to } = route;
  if (source.from >= to) return;
  const workSeconds = source.extraSeconds + route.workSeconds;
  const costUsd = source.extraUsd + route.costUsd;
  const { spare } = search;
  clear(spare);
  let cheapest = Infinity;
  let old = target.from;
  let fresh = source.from;
  while (old < target.to || fresh < to) {
    const oldDone = old < target.to ? doneAt(target, old) : -Infinity;
    const freshDone = fresh < to ? (source.doneSeconds[fresh] ?? 0) + workSeconds : -Infinity;
    const isOld = oldDone >= freshDone;
    const done = isOld ? oldDone : freshDone;
    const cost = isOld
      ? (target.costUsd[old++] ?? 0) + target.extraUsd
      : (source.costUsd[fresh++] ?? 0) + costUsd;
    if (cost >= cheapest) continue;
    cheapest = cost;
    if (cost + leastToGo(search, done) < search.best) push(spare, done, cost);
  }
  swap(target, spare);
}

function doneAt(front: Front, label: number): number {
  return (front.doneSeconds[label] ?? 0) + front.extraSeconds;
}

/** The least cost of the rest: spot machines in every tick that has one, no overheads. */
function leastToGo(search: Search, doneSeconds: number): number {
  const { spotUsdPerTick, onDemandUsdPerTick } = search;
  const ticks = Math.ceil((search.durationSeconds - doneSeconds) / search.gapSeconds);
  const cheap = Math.max(0, Math.min(ticks, search.spotTicksAhead));
  return cheap * spotUsdPerTick + Math.max(0, ticks - cheap) * onDemandUsdPerTick;
}

function push(front: Front, doneSeconds: number, costUsd: number): void {
  // A more expensive label that has done just as much is overwritten.
  if (front.to > 0 && front.doneSeconds[front.to - 1] === doneSeconds) front.to -= 1;
  front.doneSeconds[front.to] = doneSeconds;
  front.costUsd[front.to] = costUsd;
  front.to += 1;
}

function clear(front: Front): void {
  front.from = 0;
  front.to = 0;
  front.extraSeconds = 0;
  front.extraUsd = 0;
}

/** Gives `target` the freshly written labels, and `spare` the arrays to write next. */
function swap(target: Front, spare: Front): void {
  const { doneSeconds, costUsd } = target;
  target.doneSeconds = spare.doneSeconds;
  target.costUsd = spare.costUsd;
  target.from = 0;
  target.to = spare.to;
  target.extraSeconds = 0;
  target.extraUsd = 0;
  spare.doneSeconds = doneSeconds;
  spare.costUsd = costUsd;
}
