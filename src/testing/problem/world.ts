import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { builtFile } from '../../core/built-file.ts';
import type { BoundedCase, Case } from '../../core/case.ts';
import type { Measurement } from '../../core/evaluator.ts';
import type { NamedSource, Problem } from '../../core/problem.ts';
import type { Evaluation, Scored, Source } from '../../core/program.ts';
import { createRng } from '../../core/rng.ts';
import type { IsolateSandbox, LimitOverrides } from '../../core/sandbox.ts';
import { messageOf, SandboxError } from '../../core/errors.ts';
import { readPolicy } from '../../policies/read-policy.ts';
import { score } from '../../scoring/score.ts';
import type { TypeComplaint } from '../../typecheck/type-complaint.ts';
import { Unjudged } from './law.ts';

/** What is known of a problem while its laws are checked. Every policy is measured on the train cases. */
export interface ProblemWorld {
  readonly problem: Problem;
  /** The problem's folder and its module, absolute. */
  readonly folder: string;
  readonly location: string;
  /** The module that simulates; undefined for an evaluator without one. */
  readonly simulation: string | undefined;
  /** Folder of original data, where a person named one. */
  readonly data: string | undefined;
  /** The cases of a split, made once. Throws Unjudged when they cannot be. */
  readonly cases: (split: string) => Promise<readonly Case[]>;
  /** The train cases with their limits. Throws Unjudged when there is something wrong with them. */
  readonly bounded: () => Promise<readonly BoundedCase[]>;
  readonly read: (policy: NamedSource) => Promise<Source>;
  /** Measures a policy once and remembers. Throws Unjudged when it cannot be measured. */
  readonly measure: (policy: NamedSource) => Promise<Measured>;
  readonly measureSource: (source: Source, how?: Manner) => Promise<Measured>;
  /** The measurement of a policy with a score. Throws Unjudged for one that has none. */
  readonly scoreOf: (policy: NamedSource) => Promise<Measured & { readonly evaluation: Scored }>;
  readonly complaintsAbout: (source: Source) => Promise<readonly TypeComplaint[]>;
}

/** A policy that comes with a problem, and what is known of the problem. */
export interface PolicyInWorld {
  readonly world: ProblemWorld;
  readonly policy: NamedSource;
}

/** The evaluator threw: nothing can be measured. */
export class EvaluatorFailure extends Unjudged {}

/** How a measurement differs from the first one. */
export interface Manner {
  readonly audit?: boolean;
  /** Whether the cases come in the opposite order. */
  readonly reversed?: boolean;
}

/** A policy as its evaluator saw it, and the evaluation that follows. */
export interface Measured {
  readonly source: Source;
  readonly measurement: Measurement;
  readonly evaluation: Evaluation;
}

export interface WorldOptions {
  readonly sandbox: IsolateSandbox;
  /** Complaints of the type checker about a candidate. */
  readonly complaintsAbout: (source: Source) => Promise<readonly TypeComplaint[]>;
  /** Path of the problem's module; by default `problem.ts` beside the declaration. */
  readonly location?: string | undefined;
  readonly data?: string | undefined;
  /** Instead of the evaluator's own. */
  readonly limits?: LimitOverrides | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A world in which policies are measured in `sandbox`. */
// oxlint-disable-next-line max-lines-per-function -- one closure over what is known of a problem
export function createProblemWorld(problem: Problem, options: WorldOptions): ProblemWorld {
  const { sandbox, limits, data, complaintsAbout } = options;
  const { signal = new AbortController().signal } = options;
  const beside = fileURLToPath(new URL('problem.ts', problem.policy.declaration));
  const { location = beside } = options;
  const { evaluator, objective } = problem;
  /** The reason why nothing more is measured: it would take as long for each policy. */
  let endless: string | undefined;

  const cases = memoized(async (split: string) => {
    const made: unknown = await attempt(`the cases of ${split}`, () => problem.cases[split]?.());
    if (isListOfCases(made)) return made;
    throw new Unjudged(`the cases of ${split} are no cases`);
  });
  const bounded = memoized(async () => {
    const train = await cases('train');
    demandSoundCases(train);
    const known = await attempt('bound and worst', () => limitsOf(problem, train));
    if (known.every(({ bound = 0, worst }) => Number.isFinite(bound) && Number.isFinite(worst))) {
      return { forward: known, backward: known.toReversed() };
    }
    throw new Unjudged('there are bounds or worst values that are not finite');
  });
  const read = async ({ name, file }: NamedSource): Promise<Source> =>
    attempt(`policy ${name}`, () => readPolicy(problem.policy, file));

  const measureSource = async (source: Source, how: Manner = {}): Promise<Measured> => {
    const { forward, backward } = await bounded('');
    const chosen = how.reversed === true ? backward : forward;
    if (endless !== undefined) throw new Unjudged(endless);
    const context = { rng: createRng('problem-contract'), sandboxes: { isolate: sandbox }, signal };
    const workloads = workloadsOf(chosen);
    try {
      const ownLimits = problem.limits?.(forward.map(({ workload }) => workload));
      const given = { ...ownLimits, ...limits };
      const whole = { ...context, cases: workloads, limits: given, audit: how.audit };
      const measurement = await evaluator.measure(source, whole);
      if (isEndless(measurement)) endless = 'a measurement did not end in its time';
      const known = { evaluator: evaluator.name, cases: chosen, objective };
      return { source, measurement, evaluation: score(measurement, known) };
    } catch (cause) {
      if (signal.aborted || cause instanceof SandboxError) throw cause;
      throw new EvaluatorFailure(`the evaluator fails: ${messageOf(cause)}`, { cause });
    }
  };
  const measure = memoized(async (policy: NamedSource) => measureSource(await read(policy)));
  return {
    problem,
    folder: path.dirname(location),
    location,
    simulation: evaluator.simulation && builtFile(fileURLToPath(evaluator.simulation)),
    data,
    cases,
    bounded: async () => (await bounded('')).forward,
    read,
    measure,
    measureSource,
    async scoreOf(policy) {
      const { evaluation, ...rest } = await measure(policy);
      if (evaluation.status === 'scored') return { ...rest, evaluation };
      throw new Unjudged(`${policy.name} has no score`);
    },
    complaintsAbout,
  };
}

/** The splits of every problem. */
export const SPLITS = ['train', 'validation', 'test'] as const;

/** Cases with their limits; whoever waits for other things has a turn between two of them. Throws what the problem throws. */
export async function limitsOf(
  { objective }: Problem,
  cases: readonly Case[],
): Promise<readonly BoundedCase[]> {
  const limits: BoundedCase[] = [];
  for (const workload of cases) {
    limits.push({ workload, bound: objective.bound?.(workload), worst: objective.worst(workload) });
    await nextTurn();
  }
  return limits;
}

/** Whether an answer is a list of objects with ids. */
export function isListOfCases(made: unknown): made is readonly Case[] {
  return (
    Array.isArray(made) &&
    made.every((one: unknown) => typeof Reflect.get(Object(one), 'id') === 'string')
  );
}

function demandSoundCases(cases: readonly Case[]): void {
  if (cases.length === 0) throw new Unjudged('there is no train case');
  if (new Set(cases.map(({ id }) => id)).size === cases.length) return;
  throw new Unjudged('train cases share an id');
}

const known = new WeakMap<readonly BoundedCase[], readonly Case[]>();

/** The same list for the same list, so that evaluators can keep what they derive from it. */
function workloadsOf(cases: readonly BoundedCase[]): readonly Case[] {
  const made = known.get(cases) ?? cases.map(({ workload }) => workload);
  known.set(cases, made);
  return made;
}

function isEndless(measurement: Measurement): boolean {
  if (measurement.status === 'failed') return / does not end/.test(measurement.message);
  return measurement.status === 'rejected' && measurement.byClock === true;
}

/** Another law tells what went wrong; those that need this cannot be judged. */
async function attempt<T>(what: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new Unjudged(`${what} cannot be had: ${messageOf(cause)}`, { cause });
  }
}

function memoized<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
