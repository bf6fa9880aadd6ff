import { readPolicy, type Problem, type Source } from 'adrs-lab';
import type { IsolateSandbox } from '../../src/core/sandbox.ts';
import { createMeasure } from '../../src/engine/measure.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

/** What counting steps costs an evaluation of a problem: processor seconds with the meter to those without. */
export interface MeterPrice {
  readonly problem: string;
  /** Of all seeds and baselines together. */
  readonly ratio: number;
  /** Of the policy that pays most. */
  readonly worst: number;
  readonly worstPolicy: string;
}

const ROUNDS = 5;
/** So many steps are counted from the start, and so many are not counted in the time that a case has. */
const COUNTED = 1e12;
const NOT_COUNTED = 8e11;

/** Measures each seed and baseline on the train cases, with and without the meter in turns. */
export async function meterPriceOf(problem: Problem): Promise<MeterPrice> {
  const rows: { readonly name: string; readonly free: number; readonly metered: number }[] = [];
  for (const policy of [...problem.seeds, ...problem.baselines]) {
    const source = await readPolicy(problem.policy, policy.file);
    rows.push({ name: policy.name, ...(await timesOf(problem, source)) });
  }
  const sum = (key: 'free' | 'metered'): number => rows.reduce((total, row) => total + row[key], 0);
  const worst = rows.reduce((one, other) =>
    other.metered / other.free > one.metered / one.free ? other : one,
  );
  return {
    problem: problem.name,
    ratio: sum('metered') / sum('free'),
    worst: worst.metered / worst.free,
    worstPolicy: worst.name,
  };
}

/** The least of some rounds: what else runs on the machine only adds. */
async function timesOf(
  problem: Problem,
  source: Source,
): Promise<{ readonly free: number; readonly metered: number }> {
  const sandbox = createSandbox({ workers: 1 });
  const uncounting: IsolateSandbox = {
    ...sandbox,
    run: (job, signal) => sandbox.run({ ...job, readsSteps: false }, signal),
  };
  const measureWith = (
    isolate: IsolateSandbox,
    maxSteps: number,
  ): ReturnType<typeof createMeasure> =>
    createMeasure({ problem, sandboxes: { isolate }, seed: '1', limits: { maxSteps } });
  const free = measureWith(uncounting, NOT_COUNTED);
  const metered = measureWith(sandbox, COUNTED);
  const { signal } = new AbortController();
  let best = { free: Infinity, metered: Infinity };
  // The first round starts the worker.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const without = (await free({ source, split: 'train' }, signal)).cost.cpuSeconds;
    const counted = (await metered({ source, split: 'train' }, signal)).cost.cpuSeconds;
    if (round === 0) continue;
    best = { free: Math.min(best.free, without), metered: Math.min(best.metered, counted) };
  }
  await sandbox.close();
  return best;
}
