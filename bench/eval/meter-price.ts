import type { Problem, Source } from 'adrs';
import { readPolicy } from 'adrs';
import { createMeasure } from '../../src/engine/measure.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { medianOf } from '../../src/stats/median.ts';

/** What counting steps costs an evaluation of a problem: processor seconds with the meter to those without. */
export interface MeterPrice {
  readonly problem: string;
  readonly policies: number;
  /** Of all seeds and baselines together. */
  readonly ratio: number;
  /** Of the policy that pays most. */
  readonly worst: number;
  readonly worstPolicy: string;
  /** Of metered evaluations, what the simulation and start-up take included. */
  readonly nsAStep: number;
}

const ROUNDS = 7;
/** More than any policy takes. */
const MAX_STEPS = 1e12;

/** Measures each seed and baseline on the train cases, with and without the meter in turns. */
export async function meterPriceOf(problem: Problem): Promise<MeterPrice> {
  const rows: { readonly name: string; readonly free: number; readonly metered: number }[] = [];
  for (const policy of [...problem.seeds, ...problem.baselines]) {
    const source = await readPolicy(problem.policy, policy.file);
    rows.push({ name: policy.name, ...(await timesOf(problem, source)) });
  }
  const sum = (pick: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  const worst = rows.reduce((one, other) =>
    other.metered / other.free > one.metered / one.free ? other : one,
  );
  return {
    problem: problem.name,
    policies: rows.length,
    ratio: sum((row) => row.metered) / sum((row) => row.free),
    worst: worst.metered / worst.free,
    worstPolicy: worst.name,
    nsAStep: 0,
  };
}

async function timesOf(
  problem: Problem,
  source: Source,
): Promise<{ readonly free: number; readonly metered: number }> {
  const sandbox = createSandbox({ workers: 1 });
  const unlimited = { timeoutMs: 60_000 };
  const base = { problem, sandboxes: { isolate: sandbox }, seed: '1', data: undefined };
  const free = createMeasure({ ...base, limits: unlimited });
  const metered = createMeasure({ ...base, limits: { ...unlimited, maxSteps: MAX_STEPS } });
  const times: { free: number; metered: number }[] = [];
  const { signal } = new AbortController();
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one = await free({ source, split: 'train' }, signal);
    const other = await metered({ source, split: 'train' }, signal);
    times.push({ free: one.cost.cpuSeconds, metered: other.cost.cpuSeconds });
  }
  await sandbox.close();
  // The first round starts the worker.
  const warm = times.slice(1);
  return {
    free: medianOf(warm.map((time) => time.free)),
    metered: medianOf(warm.map((time) => time.metered)),
  };
}
