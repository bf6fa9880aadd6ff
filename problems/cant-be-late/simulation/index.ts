import {
  boolean,
  call,
  definePort,
  factory,
  number,
  record,
  returnsOneOf,
  text,
  type Outcome,
  type Policy,
} from 'adrs-lab/sim';
import type { Machine, Task } from '../policy.d.ts';
import { creditTick, mustRun, ticksUntilDeadline } from '../../shared/spot/job.ts';
import { availabilityOf, type Workload } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createPolicy: factory(
    [
      record({
        durationSeconds: number(),
        deadlineSeconds: number(),
        restartOverheadSeconds: number(),
        gapSeconds: number(),
        onDemandUsdPerHour: number(),
        spotUsdPerHour: number(),
      }),
    ],
    {
      step: call(
        [
          record({
            elapsedSeconds: number(),
            doneSeconds: number(),
            current: text<Machine>(),
            hasSpot: boolean(),
            pendingOverheadSeconds: number(),
          }),
        ],
        returnsOneOf('SPOT', 'OD', 'NONE'),
      ),
    },
  ),
});

/**
 * Runs one job to its end and bills it, tick by tick, as in "Can't Be Late" (Wu et al., NSDI 2024)
 * and the published benchmark made from it.
 *
 * At each tick: bill and credit the tick that ended, take a spot machine away when the market has
 * none, ask the policy, apply the safety net, start or stop machines. The safety net acts on the
 * machine that is left after a preemption; that keeps every deadline, see README.md.
 */
export function simulate(workload: Workload, policy: Policy<typeof port>): Outcome {
  const available = availabilityOf(workload);
  const ticks = ticksUntilDeadline(workload);
  const job = policy.createPolicy(taskOf(workload));
  const run = startOf();
  for (let tick = 0; tick <= ticks; tick += 1) {
    const hasSpot = available[tick] === 1;
    credit(run, workload);
    if (run.doneSeconds >= workload.durationSeconds) return outcomeOf(run, workload, tick);
    if (run.current === 'SPOT' && !hasSpot) preempt(run);
    run.elapsedSeconds = tick * workload.gapSeconds;
    run.hasSpot = hasSpot;
    const answer = job.step(run);
    const wish = mustRun(run, workload, ticks - tick) ? forced(run, answer) : answer;
    switchTo(run, workload, wish === 'SPOT' && !hasSpot ? 'NONE' : wish);
  }
  throw new Error(`case ${workload.id}: the work does not fit before the deadline`);
}

/** The observation handed to the policy, and the counters next to it. One object a run. */
interface Run {
  elapsedSeconds: number;
  doneSeconds: number;
  current: Machine;
  hasSpot: boolean;
  pendingOverheadSeconds: number;
  spotTicks: number;
  onDemandTicks: number;
  launches: number;
  preemptions: number;
  overrides: number;
}

function startOf(): Run {
  return {
    elapsedSeconds: 0,
    doneSeconds: 0,
    current: 'NONE',
    hasSpot: false,
    pendingOverheadSeconds: 0,
    spotTicks: 0,
    onDemandTicks: 0,
    launches: 0,
    preemptions: 0,
    overrides: 0,
  };
}

/** Not the workload itself: its id and its trace are none of the policy's business. */
function taskOf(workload: Workload): Task {
  return {
    durationSeconds: workload.durationSeconds,
    deadlineSeconds: workload.deadlineSeconds,
    restartOverheadSeconds: workload.restartOverheadSeconds,
    gapSeconds: workload.gapSeconds,
    onDemandUsdPerHour: workload.onDemandUsdPerHour,
    spotUsdPerHour: workload.spotUsdPerHour,
  };
}

/** Counts and credits the tick that has just ended. */
function credit(run: Run, workload: Workload): void {
  if (run.current === 'NONE') return;
  if (run.current === 'SPOT') run.spotTicks += 1;
  else run.onDemandTicks += 1;
  creditTick(run, workload);
}

function preempt(run: Run): void {
  run.current = 'NONE';
  run.pendingOverheadSeconds = 0;
  run.preemptions += 1;
}

/** The decision of the safety net on an answer. */
function forced(run: Run, answer: Machine): Machine {
  const isSettledOnSpot = run.current === 'SPOT' && run.pendingOverheadSeconds === 0;
  const machine = isSettledOnSpot ? 'SPOT' : 'OD';
  if (machine !== answer) run.overrides += 1;
  return machine;
}

function switchTo(run: Run, workload: Workload, next: Machine): void {
  if (next === run.current) return;
  run.current = next;
  run.pendingOverheadSeconds = next === 'NONE' ? 0 : workload.restartOverheadSeconds;
  if (next !== 'NONE') run.launches += 1;
}

function outcomeOf(run: Run, workload: Workload, tick: number): Outcome {
  const hoursOf = (ticks: number): number => (ticks * workload.gapSeconds) / 3600;
  const spotHours = hoursOf(run.spotTicks);
  const onDemandHours = hoursOf(run.onDemandTicks);
  const finishHours = hoursOf(tick);
  const deadlineHours = workload.deadlineSeconds / 3600;
  return {
    value: spotHours * workload.spotUsdPerHour + onDemandHours * workload.onDemandUsdPerHour,
    metrics: {
      spotHours,
      onDemandHours,
      idleHours: hoursOf(tick - run.spotTicks - run.onDemandTicks),
      finishHours,
      launches: run.launches,
      preemptions: run.preemptions,
      guaranteeOverrides: run.overrides,
    },
    note:
      `spot ${spotHours.toFixed(1)} h, on demand ${onDemandHours.toFixed(1)} h, ` +
      `${run.launches} launches, ${run.preemptions} preemptions, ${run.overrides} answers ` +
      `overridden, done at ${finishHours.toFixed(1)} of ${deadlineHours} h`,
  };
}
