import {
  call,
  data,
  definePort,
  factory,
  number,
  PolicyFailure,
  record,
  returnsInteger,
  view,
  type Outcome,
  type Policy,
} from 'adrs-lab/sim';
import type { Task } from '../policy.d.ts';
import { creditTick, mustRun, ticksUntilDeadline } from '../../shared/spot/job.ts';
import { marketsOf, type Workload } from '../cases/workload.ts';

/** The machine that a job runs on; an answer is one of these plus three times the number of a zone. */
const WAIT = 0;
const SPOT = 1;
const ON_DEMAND = 2;
const MACHINES = 3;
/** An answer is below this whatever the workload; the simulation checks the zone. */
const MAX_ANSWERS = 3 * 64;

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createPolicy: factory([data<Task>()], {
    step: call(
      [
        record({
          elapsedSeconds: number(),
          doneSeconds: number(),
          machine: number(),
          zone: number(),
          pendingOverheadSeconds: number(),
        }),
        view<Int32Array>(),
        view(),
      ],
      returnsInteger({ min: 0, max: MAX_ANSWERS - 1 }),
    ),
  }),
});

/**
 * Runs one job to its end and bills it, tick by tick, as the multi-region form of "Can't Be Late" (Wu
 * et al., NSDI 2024) in the published benchmark.
 *
 * At each tick: credit the tick that ended, take a spot machine away when its zone has none, ask the
 * policy, apply the safety net, start, move or stop machines, bill the tick that begins.
 */
export function simulate(workload: Workload, policy: Policy<typeof port>): Outcome {
  const zones = workload.zones.length;
  const ticks = ticksUntilDeadline(workload);
  const markets = marketsOf(workload, ticks + 2);
  const job = policy.createPolicy(taskOf(workload));
  const hasSpot = policy.int32(zones);
  const usdPerHour = policy.float64(zones);
  const run = startOf();
  // The published form can be one tick late, see README.md.
  for (let tick = 0; tick <= ticks + 1; tick += 1) {
    credit(run, workload);
    if (run.doneSeconds >= workload.durationSeconds) return outcomeOf(run, workload, tick);
    const first = tick * zones;
    for (let zone = 0; zone < zones; zone += 1) {
      hasSpot[zone] = markets.hasSpot[first + zone] ?? 0;
      usdPerHour[zone] = markets.usdPerHour[first + zone] ?? 0;
    }
    preempt(run, markets.hasSpot[first + run.zone] === 1);
    run.elapsedSeconds = tick * workload.gapSeconds;
    readAnswer(run, zones, job.step(run, hasSpot, usdPerHour));
    const canMove = markets.hasSpot[first + run.wishZone] === 1;
    if (mustRun(run, workload, ticks - tick)) force(run, workload, canMove);
    const isThere = markets.hasSpot[first + run.wishZone] === 1;
    if (run.wish === SPOT && !isThere) run.wish = WAIT;
    switchTo(run, workload);
    count(run, markets.usdPerHour[first + run.zone] ?? 0);
  }
  throw new Error(`case ${workload.id}: the work does not fit before the deadline`);
}

/** The observation handed to the policy, and the counters next to it. One object a run. */
interface Run {
  elapsedSeconds: number;
  doneSeconds: number;
  machine: number;
  zone: number;
  pendingOverheadSeconds: number;
  /** Whether the tick that ended was one of a spot machine without pending overhead. */
  wasSettledOnSpot: boolean;
  /** The choice of the policy, and after it of the safety net, for the tick. */
  wish: number;
  wishZone: number;
  spotTicks: number;
  /** Sum of the prices of all spot ticks, in USD per hour. */
  spotPriceSum: number;
  onDemandTicks: number;
  launches: number;
  moves: number;
  preemptions: number;
  overrides: number;
}

function startOf(): Run {
  return {
    elapsedSeconds: 0,
    doneSeconds: 0,
    machine: WAIT,
    zone: 0,
    pendingOverheadSeconds: 0,
    wasSettledOnSpot: false,
    wish: WAIT,
    wishZone: 0,
    spotTicks: 0,
    spotPriceSum: 0,
    onDemandTicks: 0,
    launches: 0,
    moves: 0,
    preemptions: 0,
    overrides: 0,
  };
}

/** Not the workload itself: ids, names, traces and form are none of the policy's business. */
function taskOf(workload: Workload): Task {
  const { zones, moves, restartOverheadSeconds } = workload;
  const regions = zones.map((zone) => zone.replace(/[a-z]$/, ''));
  return {
    zones: zones.length,
    cloudRegions: regions.map((region) => regions.indexOf(region)),
    durationSeconds: workload.durationSeconds,
    deadlineSeconds: workload.deadlineSeconds,
    restartOverheadSeconds,
    moveOverheadSeconds: moves === 'free' ? 0 : restartOverheadSeconds,
    gapSeconds: workload.gapSeconds,
    onDemandUsdPerHour: workload.onDemandUsdPerHour,
  };
}

/** Credits the tick that has just ended. */
function credit(run: Run, workload: Workload): void {
  if (run.machine !== WAIT) creditTick(run, workload);
}

function preempt(run: Run, hasSpot: boolean): void {
  run.wasSettledOnSpot = run.machine === SPOT && run.pendingOverheadSeconds === 0;
  if (run.machine !== SPOT || hasSpot) return;
  run.machine = WAIT;
  run.pendingOverheadSeconds = 0;
  run.preemptions += 1;
}

/** Reads an answer. Throws PolicyFailure when its zone does not exist. */
function readAnswer(run: Run, zones: number, answer: number): void {
  if (answer >= MACHINES * zones) throw new PolicyFailure(`step answered ${answer}: no such zone`);
  run.wish = answer % MACHINES;
  run.wishZone = (answer - run.wish) / MACHINES;
}

/**
 * Replaces the wish: a settled spot machine stays, else the job runs on demand. Where moves are free
 * the wished zone counts; `canMove` says whether it has a spot machine.
 */
function force(run: Run, workload: Workload, canMove: boolean): void {
  const { wish, wishZone } = run;
  const isSettled = isSettledOnSpot(run, workload);
  run.wish = isSettled ? SPOT : ON_DEMAND;
  const isStuck = isSettled && workload.form === 'honest' && !canMove;
  const staysHere = isStuck || workload.moves === 'restart';
  if (run.machine === run.wish && staysHere) run.wishZone = run.zone;
  if (run.wish !== wish || run.wishZone !== wishZone) run.overrides += 1;
}

/** The published net overlooks that the machine may have just been taken away. */
function isSettledOnSpot(run: Run, { form }: Workload): boolean {
  return run.wasSettledOnSpot && (form === 'published' || run.machine === SPOT);
}

function switchTo(run: Run, { moves, restartOverheadSeconds }: Workload): void {
  const isStart = run.wish !== WAIT && run.wish !== run.machine;
  const isMove = run.wish !== WAIT && !isStart && run.wishZone !== run.zone;
  if (isStart) run.launches += 1;
  if (isMove) run.moves += 1;
  const owes = isStart || (isMove && moves === 'restart');
  if (owes) run.pendingOverheadSeconds = restartOverheadSeconds;
  if (run.wish === WAIT) run.pendingOverheadSeconds = 0;
  run.machine = run.wish;
  run.zone = run.wishZone;
}

/** Counts the tick that begins. */
function count(run: Run, spotUsdPerHour: number): void {
  if (run.machine === ON_DEMAND) run.onDemandTicks += 1;
  if (run.machine !== SPOT) return;
  run.spotTicks += 1;
  run.spotPriceSum += spotUsdPerHour;
}

function outcomeOf(run: Run, workload: Workload, tick: number): Outcome {
  const hoursOf = (ticks: number): number => (ticks * workload.gapSeconds) / 3600;
  const spotHours = hoursOf(run.spotTicks);
  const onDemandHours = hoursOf(run.onDemandTicks);
  const finishHours = hoursOf(tick);
  const costUsd = spotUsdOf(run, workload) + onDemandHours * workload.onDemandUsdPerHour;
  const { weight } = workload;
  return {
    value: costUsd,
    metrics: {
      ...(weight === undefined ? {} : { scenarioMeanUsd: weight * costUsd }),
      spotHours,
      onDemandHours,
      idleHours: hoursOf(tick - run.spotTicks - run.onDemandTicks),
      finishHours,
      launches: run.launches,
      moves: run.moves,
      preemptions: run.preemptions,
      guaranteeOverrides: run.overrides,
    },
    note:
      `spot ${spotHours.toFixed(1)} h, on demand ${onDemandHours.toFixed(1)} h, ` +
      `${run.launches} launches, ${run.moves} moves, ${run.preemptions} preemptions, ` +
      `${run.overrides} answers overridden, done at ${finishHours.toFixed(1)} of ` +
      `${workload.deadlineSeconds / 3600} h`,
  };
}

function spotUsdOf(run: Run, { form, gapSeconds, spotPrices }: Workload): number {
  const firstPrice = spotPrices[run.zone]?.[1] ?? 0;
  const priceSum = form === 'published' ? run.spotTicks * firstPrice : run.spotPriceSum;
  return (priceSum * gapSeconds) / 3600;
}
