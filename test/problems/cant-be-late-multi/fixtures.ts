import { createNativePolicy, createRng, type Outcome } from 'adrs-lab/sim';
import { port, simulate } from '../../../problems/cant-be-late-multi/simulation/index.ts';
import type { Workload } from '../../../problems/cant-be-late-multi/cases/workload.ts';

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

/** The mean of each scenario, in the order of the cases. */
export function scenarioMeans(
  cases: readonly Workload[],
  values: readonly number[],
): Readonly<Record<string, number>> {
  const groups = Map.groupBy(cases.keys(), (index) => cases[index]?.group ?? '');
  return Object.fromEntries(
    [...groups].map(([group, members]) => [group, mean(members.map((at) => values[at] ?? NaN))]),
  );
}

/** A policy that gives these answers one after the other, from the start for each job. */
export function scripted(answers: readonly number[]): Exports {
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
    createPolicy: ({ zones }: { readonly zones: number }) => {
      const rng = createRng(seed);
      return { step: () => rng.integer(3 * zones) };
    },
  };
}

/** The cheapest of all sequences of `ticks` answers, each run through the simulation. */
export function cheapestByTrial(
  workload: Workload,
  { ticks, answers }: { readonly ticks: number; readonly answers: readonly number[] },
): number {
  let code = 0;
  const policy = createNativePolicy(port, {
    createPolicy: () => {
      let rest = code;
      return {
        step: () => {
          const answer = answers[rest % answers.length];
          rest = Math.floor(rest / answers.length);
          return answer;
        },
      };
    },
  });
  let cheapest = Infinity;
  for (; code < answers.length ** ticks; code += 1) {
    cheapest = Math.min(cheapest, simulate(workload, policy).value);
  }
  return cheapest;
}

/** A job of a few ticks in two zones; `ticks` are those until the deadline. */
export function smallJob(
  job: Partial<Workload> & Pick<Workload, 'spotRuns'> & { readonly ticks: number },
): Workload {
  const { ticks, ...rest } = job;
  return {
    id: 'small',
    group: 'small',
    zones: ['here-1a', 'there-2b'],
    spotPrices: [
      [1, 1],
      [1, 1.25],
    ],
    gapSeconds: 600,
    durationSeconds: 1800,
    deadlineSeconds: ticks * 600,
    restartOverheadSeconds: 60,
    onDemandUsdPerHour: 3,
    form: 'honest',
    moves: 'restart',
    ...rest,
  };
}
