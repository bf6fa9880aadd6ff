import { readFile } from 'node:fs/promises';
import type { Evaluation, Problem, IsolateSandbox } from 'adrs-lab';
import { createNativePolicy, createRng, type Outcome, type Policy, type Port } from 'adrs-lab/sim';
import type { Case } from '../../src/core/case.ts';
import type { IsolateLimits } from '../../src/core/sandbox.ts';
import { createMeasure } from '../../src/engine/measure.ts';
import { problem as packing } from '../../problems/bin-packing/problem.ts';
import * as packingSimulation from '../../problems/bin-packing/simulation/index.ts';
import { problem as spot } from '../../problems/cant-be-late/problem.ts';
import * as spotSimulation from '../../problems/cant-be-late/simulation/index.ts';
import { policyOf } from '../problems/policy-file.ts';
import type { ProblemName } from './attack-row.ts';

type Exports = Readonly<Record<string, unknown>>;

/** One problem with its real evaluator on three of its cases, and what is known about them. */
export interface AttackedProblem {
  readonly name: ProblemName;
  /** Lower is better in both problems, so no fitness may exceed this. */
  readonly bestFitness: number;
  /** Value of a failed case. */
  readonly worst: readonly number[];
  /** Value of each case, in order, of the known-good policy, computed without any sandbox. */
  readonly golden: readonly number[];
  readonly goldenText: string;
  /** Value of each case of a policy that always answers 0 or 1, computed without any sandbox. */
  readonly constant: readonly [zero: readonly number[], one: readonly number[]];
  measure(text: string, options?: MeasureChoice): Promise<Evaluation>;
}

export interface MeasureChoice {
  readonly limits?: Partial<IsolateLimits>;
  readonly audit?: boolean;
}

/** Positions in the train split: two groups of each problem. */
const POSITIONS = { 'cant-be-late': [0, 13, 46], 'bin-packing': [0, 1, 5] };
/** Enough for an honest policy on a busy machine. */
const PATIENCE: Partial<IsolateLimits> = { timeoutMs: 20_000 };

/** Both problems, measured in `sandbox`. */
export async function openProblems(sandbox: IsolateSandbox): Promise<readonly AttackedProblem[]> {
  const constantStep = (answer: 0 | 1): Exports => ({
    createPolicy: () => ({
      step: ({ hasSpot }: { hasSpot: boolean }) =>
        answer === 1 ? 'OD' : hasSpot ? 'SPOT' : 'NONE',
    }),
  });
  const constantScore = (answer: 0 | 1): Exports => ({
    priority: (...[, , scores]: readonly [number, unknown, Float64Array]) => scores.fill(answer),
  });
  return [
    await open(sandbox, {
      problem: spot,
      name: 'cant-be-late',
      baseline: 'uniform-progress',
      valueOf: natively(spotSimulation),
      constant: constantStep,
    }),
    await open(sandbox, {
      problem: packing,
      name: 'bin-packing',
      baseline: 'best-fit',
      valueOf: natively(packingSimulation),
      constant: constantScore,
    }),
  ];
}

interface Opening<C extends Case> {
  readonly problem: Problem<C>;
  readonly name: ProblemName;
  readonly baseline: string;
  readonly valueOf: (workload: C, exports: Exports) => number;
  readonly constant: (answer: 0 | 1) => Exports;
}

async function open<C extends Case>(
  sandbox: IsolateSandbox,
  { problem, name, baseline, valueOf, constant }: Opening<C>,
): Promise<AttackedProblem> {
  const positions = POSITIONS[name];
  const all = await problem.cases.train();
  // Only these: a bound of all others would cost more than the whole test.
  const workloads = positions.flatMap((position) => all.slice(position, position + 1));
  const bounds = workloads.map((workload) => problem.objective.bound?.(workload) ?? Number.NaN);
  const measured = { ...problem, cases: { ...problem.cases, train: () => workloads } };
  const valuesOf = (exports: Exports): number[] =>
    workloads.map((workload) => valueOf(workload, exports));
  return {
    name,
    bestFitness: -bounds.reduce((sum, bound) => sum + bound, 0) / bounds.length,
    worst: workloads.map((workload) => problem.objective.worst(workload)),
    golden: valuesOf(await policyOf(name, `policies/baselines/${baseline}`)),
    goldenText: await readFile(
      new URL(`../../problems/${name}/policies/baselines/${baseline}.ts`, import.meta.url),
      'utf8',
    ),
    constant: [valuesOf(constant(0)), valuesOf(constant(1))],
    measure(text, { limits = PATIENCE, audit = false } = {}) {
      const measure = createMeasure({
        problem: measured,
        sandboxes: { isolate: sandbox },
        seed: 'attacks',
        limits,
      });
      const source = { entry: 'policy.ts', files: { 'policy.ts': text } };
      const job = { source, split: 'train', cases: [0, 1, 2], audit };
      return measure(job, AbortSignal.timeout(60_000));
    },
  };
}

interface Simulation<P extends Port, C extends Case> {
  readonly port: P;
  readonly simulate: (workload: C, policy: Policy<P>, rng: ReturnType<typeof createRng>) => Outcome;
}

/** Runs a simulation in this process, with a policy that is trusted. */
function natively<P extends Port, C extends Case>({ port, simulate }: Simulation<P, C>) {
  return (workload: C, exports: Exports): number =>
    simulate(workload, createNativePolicy(port, exports), createRng(0)).value;
}
