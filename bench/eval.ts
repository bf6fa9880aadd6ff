/**
 * Evaluations per second of cant-be-late: all 1,080 simulations of the published benchmark (or as
 * many generated ones) through the real sandbox on one worker, compared with the same simulations without
 * a sandbox. `npm run bench:eval`; the last line is JSON.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  evaluate,
  readPolicy,
  type EvaluateContext,
  type Evaluation,
  type NamedSource,
  type Scored,
} from 'adrs-lab';
import { createNativePolicy, createRng } from 'adrs-lab/sim';
import { clairvoyantCostUsd, worstCostUsd } from '../problems/cant-be-late/cases/bound.ts';
import { generateCases } from '../problems/cant-be-late/cases/generator.ts';
import { problem } from '../problems/cant-be-late/problem.ts';
import { port, simulate } from '../problems/cant-be-late/simulation/index.ts';
import type { Workload } from '../problems/cant-be-late/cases/workload.ts';
import { meterPriceOf } from './eval/meter-price.ts';
import { createSandbox } from '../src/sandbox/sandbox.ts';
import { listProblems } from '../src/session/find-problem.ts';
import { medianOf } from '../src/stats/median.ts';

const ROUNDS = 15;
const TARGET_SECONDS = 0.1;

const folder = fileURLToPath(new URL('../../shared/data/cant-be-late/', import.meta.url));
const isPublic = existsSync(folder);
const workloads: readonly Workload[] = isPublic
  ? ((await (await problem.load?.(folder))?.['public']?.()) ?? [])
  : generateCases('bench', 30);

const boundedAt = process.cpuUsage();
const cases = workloads.map((workload) => ({
  workload,
  bound: clairvoyantCostUsd(workload),
  worst: worstCostUsd(workload),
}));
const boundMs = cpuSecondsSince(boundedAt) * 1000;

const sandbox = createSandbox({ workers: 1 });
const rows = [];
for (const name of ['greedy', 'uniform-progress']) {
  const policy = problem.baselines.find((baseline) => baseline.name === name);
  if (policy !== undefined) rows.push(await rowOf(policy));
}
await sandbox.close();
const meter = [];
for (const one of await listProblems()) meter.push(await meterPriceOf(one.problem));
const ratios = meter.map(({ asRun }) => asRun);

const figures = {
  cases: cases.length,
  data: isPublic ? 'public' : 'generated',
  boundCpuMsPerCase: boundMs / cases.length,
  targetSeconds: TARGET_SECONDS,
  rows,
  meter: { problems: meter, median: medianOf(ratios), most: Math.max(...ratios) },
};
console.log(`${figures.cases} simulations (${figures.data}), medians of ${ROUNDS} rounds\n`);
console.table(
  Object.fromEntries(
    rows.map(({ policy, ...row }) => [
      policy,
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, Number(value.toFixed(4))]),
      ),
    ]),
  ),
);
console.log(
  `clairvoyant bound: ${figures.boundCpuMsPerCase.toFixed(2)} ms of a core for each case\n`,
);
console.log('processor time of all seeds and baselines with their work limited, to that without\n');
console.table(meter);
console.log(`median ${figures.meter.median.toFixed(2)}, most ${figures.meter.most.toFixed(2)}\n`);
console.log(JSON.stringify(figures));

interface Row {
  readonly policy: string;
  readonly meanCostUsd: number;
  /** Of the isolate and of this process together, for one whole evaluation. */
  readonly cpuSeconds: number;
  readonly bestCpuSeconds: number;
  readonly isolateCpuSeconds: number;
  readonly evaluationsPerSecond: number;
  readonly nativeSeconds: number;
  /** Isolate to native. */
  readonly ratio: number;
  readonly nsPerDecision: number;
}

/** Rounds with and without the sandbox take turns, so that a busy machine slows both. */
async function rowOf({ name, file }: NamedSource): Promise<Row> {
  const source = await readPolicy(problem.policy, file);
  const signal = new AbortController().signal;
  const context: EvaluateContext = {
    cases,
    rng: createRng('bench'),
    sandboxes: { isolate: sandbox },
    signal,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a module is a record
  const exports = (await import(file.href)) as Readonly<Record<string, unknown>>;
  const rounds = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const startedAt = performance.now();
    const cpuAt = process.cpuUsage();
    const evaluation = scored(await evaluate(problem, source, context));
    const wall = (performance.now() - startedAt) / 1000;
    const cpu = cpuSecondsSince(cpuAt) + evaluation.cost.cpuSeconds;
    const nativeAt = performance.now();
    const policy = createNativePolicy(port, exports);
    for (const workload of workloads) simulate(workload, policy);
    rounds.push({ evaluation, wall, cpu, native: (performance.now() - nativeAt) / 1000 });
  }
  // The first round bundles the simulation and starts the worker.
  const warm = rounds.slice(1);
  const isolate = medianOf(warm.map(({ evaluation }) => evaluation.cost.cpuSeconds));
  const native = medianOf(warm.map((round) => round.native));
  const { evaluation } = warm[0] ?? never('there was no round');
  return {
    policy: name,
    meanCostUsd: evaluation.metrics['meanCostUsd'] ?? NaN,
    cpuSeconds: medianOf(warm.map(({ cpu }) => cpu)),
    bestCpuSeconds: Math.min(...warm.map(({ cpu }) => cpu)),
    isolateCpuSeconds: isolate,
    evaluationsPerSecond: 1 / medianOf(warm.map(({ wall }) => wall)),
    nativeSeconds: native,
    ratio: isolate / native,
    nsPerDecision: (isolate / evaluation.cost.decisions) * 1e9,
  };
}

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  return never(JSON.stringify(evaluation));
}

function never(message: string): never {
  throw new Error(message);
}

function cpuSecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
