import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createNativePolicy, createRng, type Outcome } from 'adrs-lab/sim';
import { port, simulate } from '../../../problems/cant-be-late/simulation/index.ts';
import { publicData } from '../public-data.ts';
import { ticksUntilDeadline } from '../../../problems/shared/spot/job.ts';
import { availabilityOf, type Workload } from '../../../problems/cant-be-late/cases/workload.ts';

/** The data folder next to the repository, or null where it is missing. */
export function dataFolder(): string | null {
  const traces = publicData('cant-be-late');
  return traces === undefined ? null : `${path.dirname(traces)}/`;
}

/** Golden averages, by policy and by `overhead/deadline`. */
export interface Golden {
  readonly greedyOverall: number;
  readonly cells: Readonly<Record<'greedy' | 'up', Readonly<Record<string, number>>>>;
  readonly omniscientOptimum: {
    readonly overall: number;
    readonly cells: Readonly<Record<string, number>>;
  };
}

export async function readGolden(folder: string): Promise<Golden> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of known shape
  return JSON.parse(await readFile(`${folder}golden/cant_be_late.json`, 'utf8')) as Golden;
}

/** Exports of a policy module. */
export type Exports = Readonly<Record<string, unknown>>;

/** Runs one case in this process, without a sandbox. */
export function runCase(workload: Workload, exports: Exports): Outcome {
  return simulate(workload, createNativePolicy(port, exports));
}

export function costsOf(cases: readonly Workload[], exports: Exports): readonly number[] {
  const policy = createNativePolicy(port, exports);
  return cases.map((workload) => simulate(workload, policy).value);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A policy that gives these answers one after the other, from the start for each job. */
export function scripted(answers: readonly string[]): Exports {
  return {
    createPolicy: () => {
      let tick = 0;
      return { step: () => answers[tick++ % answers.length] };
    },
  };
}

/** A policy that throws dice; equal seeds give equal answers. */
export function dice(seed: number): Exports {
  return {
    createPolicy: () => {
      const rng = createRng(seed);
      return { step: () => rng.pick(['NONE', 'SPOT', 'OD']) };
    },
  };
}

/** The cheapest of all sequences of `ticks` answers, each run through the simulation. */
export function cheapestByTrial(workload: Workload, ticks: number): number {
  const wishes = ['NONE', 'SPOT', 'OD'];
  let code = 0;
  const policy = createNativePolicy(port, {
    createPolicy: () => {
      let rest = code;
      return {
        step: () => {
          const wish = wishes[rest % 3];
          rest = Math.floor(rest / 3);
          return wish;
        },
      };
    },
  });
  let cheapest = Infinity;
  for (; code < 3 ** ticks; code += 1) {
    cheapest = Math.min(cheapest, simulate(workload, policy).value);
  }
  return cheapest;
}

/** The optimum by a plain dynamic program over every (tick, machine, work done). */
export function cheapestByTable(workload: Workload): number {
  const { gapSeconds, durationSeconds, restartOverheadSeconds: overhead } = workload;
  const available = availabilityOf(workload);
  const ticks = ticksUntilDeadline(workload);
  const hourly = [0, workload.spotUsdPerHour, workload.onDemandUsdPerHour];
  const [NONE, SPOT, OD] = [0, 1, 2];
  const memo = new Map<string, number>();
  const costFrom = (tick: number, had: number, done: number): number => {
    if (done >= durationSeconds) return 0;
    const key = `${tick},${had},${done}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const hasSpot = available[tick] === 1;
    const machine = had === SPOT && !hasSpot ? NONE : had;
    const isForced = Math.ceil((durationSeconds - done + overhead) / gapSeconds) >= ticks - tick;
    const free = hasSpot ? [NONE, SPOT, OD] : [NONE, OD];
    const choices = isForced ? [machine === SPOT ? SPOT : OD] : free;
    const costs = choices.map((next) => {
      const work = next === NONE ? 0 : next === machine ? gapSeconds : gapSeconds - overhead;
      const bill = ((hourly[next] ?? NaN) * gapSeconds) / 3600;
      return bill + costFrom(tick + 1, next, Math.min(done + work, durationSeconds));
    });
    const cost = Math.min(...costs);
    memo.set(key, cost);
    return cost;
  };
  return costFrom(0, NONE, 0);
}

/** A job of a few ticks; `ticks` are those until the deadline. */
export function smallJob(
  job: Pick<Workload, 'durationSeconds' | 'restartOverheadSeconds' | 'spotRuns'> & {
    readonly ticks: number;
  },
): Workload {
  const { durationSeconds, restartOverheadSeconds, spotRuns, ticks } = job;
  return {
    id: 'small',
    group: 'small',
    gapSeconds: 600,
    deadlineSeconds: ticks * 600,
    onDemandUsdPerHour: 3,
    spotUsdPerHour: 1,
    durationSeconds,
    restartOverheadSeconds,
    spotRuns,
  };
}
