import { readPolicy, type Problem, type Source } from 'adrs-lab';
import type { IsolateSandbox } from '../../src/core/sandbox.ts';
import { createMeasure, type Measure } from '../../src/engine/measure.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

/** What limiting a policy's work costs an evaluation of a problem: processor seconds to those without a meter. */
export interface MeterPrice {
  readonly problem: string;
  /** As a run evaluates, all seeds and baselines together: steps are counted where they matter or a case takes long. */
  readonly asRun: number;
  /** Steps counted from the start, all seeds and baselines together. */
  readonly counted: number;
  /** As a run evaluates, of the policy that pays most. */
  readonly worst: number;
  readonly worstPolicy: string;
}

/** Processor seconds of an evaluation. */
interface Times {
  readonly free: number;
  readonly asRun: number;
  readonly counted: number;
}

const ROUNDS = 5;
/** So many steps are not counted in the time that a case has, unless the job reads them. */
const MAX_STEPS = 8e11;

/** Measures each seed and baseline on the train cases, the ways in turns. */
export async function meterPriceOf(problem: Problem): Promise<MeterPrice> {
  const rows: (Times & { readonly name: string })[] = [];
  for (const policy of [...problem.seeds, ...problem.baselines]) {
    const source = await readPolicy(problem.policy, policy.file);
    rows.push({ name: policy.name, ...(await timesOf(problem, source)) });
  }
  const sum = (key: keyof Times): number => rows.reduce((total, row) => total + row[key], 0);
  const worst = rows.reduce((one, other) =>
    other.asRun / other.free > one.asRun / one.free ? other : one,
  );
  return {
    problem: problem.name,
    asRun: sum('asRun') / sum('free'),
    counted: sum('counted') / sum('free'),
    worst: worst.asRun / worst.free,
    worstPolicy: worst.name,
  };
}

/** The least of some rounds: what else runs on the machine only adds. */
async function timesOf(problem: Problem, source: Source): Promise<Times> {
  const sandbox = createSandbox({ workers: 1 });
  const measureIn = (isolate: IsolateSandbox, limits = {}): Measure =>
    createMeasure({ problem, sandboxes: { isolate }, seed: '1', limits });
  const measureWith = (readsSteps: boolean): Measure => {
    const run: IsolateSandbox['run'] = (job, stop) => sandbox.run({ ...job, readsSteps }, stop);
    return measureIn({ ...sandbox, run }, { maxSteps: MAX_STEPS });
  };
  const ways = {
    free: measureWith(false),
    asRun: measureIn(sandbox),
    counted: measureWith(true),
  };
  const { signal } = new AbortController();
  const timeOf = async (measure: Measure): Promise<number> =>
    (await measure({ source, split: 'train' }, signal)).cost.cpuSeconds;
  let best: Times = { free: Infinity, asRun: Infinity, counted: Infinity };
  // The first round starts the worker.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times = {
      free: await timeOf(ways.free),
      asRun: await timeOf(ways.asRun),
      counted: await timeOf(ways.counted),
    };
    if (round > 0) best = least(best, times);
  }
  await sandbox.close();
  return best;
}

function least(one: Times, other: Times): Times {
  return {
    free: Math.min(one.free, other.free),
    asRun: Math.min(one.asRun, other.asRun),
    counted: Math.min(one.counted, other.counted),
  };
}
