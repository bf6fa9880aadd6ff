import type { BoundedCase, Case } from '../core/case.ts';
import type { EvaluationJob } from '../core/evaluator.ts';
import type { CaseSet, Problem } from '../core/problem.ts';
import type { LimitOverrides, Sandboxes } from '../core/sandbox.ts';
import { ConfigError } from '../core/errors.ts';
import type { Evaluation } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import { evaluate } from '../scoring/evaluate.ts';
import { limitsFor, loadOriginal, makeCases, withBound } from './problem-calls.ts';

/** Measures policies of one problem. */
export interface Measure {
  (job: EvaluationJob, signal: AbortSignal): Promise<Evaluation>;
  /** The cases of a split, with bounds. Throws ConfigError for a split the problem does not have. */
  cases(split: string): Promise<readonly BoundedCase[]>;
  /** Limits of an evaluation on a split: the run's, and where it sets none, the problem's. */
  limits(split: string): Promise<LimitOverrides>;
}

/** What measuring the policies of a problem takes. */
export interface MeasureOptions {
  readonly problem: Problem;
  readonly sandboxes: Sandboxes;
  /** Names the random streams of the simulation. */
  readonly seed: string;
  /** Folder with the problem's original data; its splits replace the generated ones. */
  readonly data?: string | undefined;
  /** Instead of the problem's and the evaluator's own. */
  readonly limits?: LimitOverrides | undefined;
}

/** Makes cases when they are first needed, once, and runs the problem's evaluator on them. */
export function createMeasure(options: MeasureOptions): Measure {
  const { problem, sandboxes, seed, data } = options;
  const given = withoutUndefined(options.limits);
  const splits = createSplits(problem, data);
  const subsets = new Map<string, readonly BoundedCase[]>();
  const rng = createRng(seed).fork('simulation');

  /** The same array for the same cases, so that evaluators can keep what they derive from it. */
  const casesOf = async ({ split, cases }: EvaluationJob): Promise<readonly BoundedCase[]> => {
    const all = await splits(split);
    if (cases === undefined) return all;
    const key = `${split}:${cases.join(',')}`;
    const known = subsets.get(key);
    if (known !== undefined) return known;
    const subset = cases.flatMap((index) => all.slice(index, index + 1));
    subsets.set(key, subset);
    return subset;
  };

  /** Those of the whole split, so that what a case may take does not depend on what is measured beside it. */
  const limitsOf = async (split: string): Promise<LimitOverrides> => ({
    ...limitsFor(problem, split, await splits(split)),
    ...given,
  });

  const measure = async (job: EvaluationJob, signal: AbortSignal): Promise<Evaluation> => {
    const cases = await casesOf(job);
    const streams = rng.fork(job.split);
    const limits = await limitsOf(job.split);
    const { source, audit } = job;
    return evaluate(problem, source, { cases, rng: streams, sandboxes, signal, limits, audit });
  };
  return Object.assign(measure, { cases: splits, limits: limitsOf });
}

function withoutUndefined(limits: LimitOverrides = {}): LimitOverrides {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function createSplits(
  problem: Problem,
  data: string | undefined,
): (split: string) => Promise<readonly BoundedCase[]> {
  const made = new Map<string, Promise<readonly BoundedCase[]>>();
  let original: Promise<Readonly<Record<string, CaseSet<Case>>>> | undefined;
  const make = async (split: string): Promise<readonly BoundedCase[]> => {
    original ??= data === undefined ? Promise.resolve({}) : loadOriginal(problem, data);
    const known = { ...problem.cases, ...(await original) };
    const caseSet = Object.hasOwn(known, split) ? known[split] : undefined;
    if (caseSet === undefined) throw unknownSplit(problem, split, Object.keys(known));
    const workloads = await makeCases(problem, split, caseSet);
    return workloads.map((workload) => withBound(problem, workload));
  };
  return (split) => {
    const cases = made.get(split) ?? make(split);
    made.set(split, cases);
    return cases;
  };
}

function unknownSplit(problem: Problem, split: string, known: readonly string[]): ConfigError {
  const needsData = problem.load !== undefined && !known.includes('public');
  return new ConfigError(`${problem.name} has no split "${split}"`, {
    hint: `it has ${known.join(', ')}${needsData ? '; --data DIR may add more' : ''}`,
  });
}
