/* oxlint-disable vitest/no-standalone-expect -- the laws run inside the tests of describeProblem */
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { BoundedCase, Case } from '../core/case.ts';
import type { NamedSource, Problem } from '../core/problem.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import { hashOf } from '../core/hash.ts';
import { complaintAboutLimits } from '../core/limits.ts';
import type { Evaluation, Scored, Source } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import { readPolicy } from '../policies/read-policy.ts';
import { evaluate as evaluateOn } from '../scoring/evaluate.ts';
import { missingMetrics } from '../scoring/missing-metrics.ts';
import { advantage } from '../stats/direction.ts';

/** The problem under test. Every policy is measured on the train cases. */
export interface ProblemWorld {
  readonly problem: Problem;
  /** Measures again at each call. */
  readonly evaluate: (source: Source) => Promise<Evaluation>;
  /** Measures once and remembers. Throws when the policy has no score. */
  readonly scoreOf: (policy: NamedSource) => Promise<Scored>;
}

/** A world in which policies are measured in `sandbox`. */
export function problemWorld(problem: Problem, isolate: IsolateSandbox): ProblemWorld {
  const signal = new AbortController().signal;
  let cases: Promise<readonly BoundedCase[]> | undefined;
  const evaluate = async (source: Source): Promise<Evaluation> => {
    cases ??= boundedCases(problem, 'train');
    const rng = createRng('problem-contract');
    const limits = problem.limits?.((await cases).map(({ workload }) => workload));
    const context = { cases: await cases, rng, sandboxes: { isolate }, signal, limits };
    return evaluateOn(problem, source, context);
  };
  const scores = new Map<string, Promise<Scored>>();
  const measure = async (policy: NamedSource): Promise<Scored> => {
    const evaluation = await evaluate(await readPolicy(problem.policy, policy.file));
    if (evaluation.status === 'scored') return evaluation;
    throw new Error(`${policy.name} has no score: ${JSON.stringify(evaluation)}`);
  };
  const scoreOf = (policy: NamedSource): Promise<Scored> => {
    const known = scores.get(policy.file.href) ?? measure(policy);
    scores.set(policy.file.href, known);
    return known;
  };
  return { problem, evaluate, scoreOf };
}

/** Sentences that hold for every problem; each function throws when its sentence is false. */
export const problemLaws = {
  'has a README on the decision, the model, the workloads, metric, bound, baselines and cheating':
    async ({ problem }) => {
      const text = await readFile(new URL('README.md', problem.policy.declaration), 'utf8');
      const headings = text.split('\n').filter((line) => line.startsWith('#'));
      const missing = README_TOPICS.filter(
        (topic) => !headings.some((heading) => topic.test(heading)),
      );
      expect(missing).toEqual([]);
    },

  'declares the functions of a policy': async ({ problem }) => {
    const declared = exportedFunctions(await readFile(problem.policy.declaration, 'utf8'));
    expect(declared).not.toEqual([]);
  },

  'has cases in every split, each with an id of its own': async ({ problem }) => {
    for (const split of Object.keys(problem.cases)) {
      const ids = (await casesOf(problem, split)).map(({ id }) => id);
      expect(ids.length, `cases of ${split}`).toBeGreaterThan(0);
      expect(new Set(ids).size, `different ids in ${split}`).toBe(ids.length);
    }
  },

  'has workloads that JSON carries unchanged': async ({ problem }) => {
    for (const split of Object.keys(problem.cases)) {
      for (const workload of await casesOf(problem, split)) {
        expect(JSON.parse(JSON.stringify(workload)), `${workload.id} of ${split}`).toEqual(
          workload,
        );
      }
    }
  },

  'shares next to no workload between train, validation and test': async ({ problem }) => {
    const seen = new Map<string, string>();
    for (const split of SPLITS) {
      const contents = (await casesOf(problem, split)).map((one) =>
        hashOf({ ...one, id: '', group: '' }),
      );
      const shared = contents.filter((content) => (seen.get(content) ?? split) !== split);
      const share = shared.length / contents.length;
      expect(share, `share of ${split} that is in a split before it`).toBeLessThan(CHANCE_SHARE);
      for (const content of contents) seen.set(content, seen.get(content) ?? split);
    }
  },

  'knows a finite worst value of every case, and a bound that is no worse': async ({ problem }) => {
    const { direction } = problem.objective;
    for (const split of SPLITS) {
      for (const { workload, bound, worst } of await boundedCases(problem, split)) {
        expect(Number.isFinite(worst), `worst of ${workload.id} is ${worst}`).toBe(true);
        if (bound === undefined) continue;
        const room = advantage(bound, worst, direction);
        expect(room, `room between worst and bound of ${workload.id}`).toBeGreaterThanOrEqual(0);
      }
    }
  },

  'sets limits, if any, that are numbers above 0': async ({ problem }) => {
    for (const split of SPLITS) {
      const limits = problem.limits?.(await casesOf(problem, split)) ?? {};
      expect(complaintAboutLimits(limits), `limits of ${split}`).toBeUndefined();
    }
  },

  'has an evaluator with a digest that stays': async ({ problem: { evaluator } }) => {
    const digest = await evaluator.fingerprint();
    expect(digest).not.toBe('');
    expect(await evaluator.fingerprint()).toBe(digest);
  },

  'rejects a text that is no program': async ({ problem, evaluate }) => {
    const evaluation = await evaluate(sourceFrom(problem, 'export function ('));
    expect(evaluation).toMatchObject({ status: 'rejected', reason: 'syntax' });
  },

  'gives a program that does nothing no better score than any seed': async (world) => {
    const evaluation = await world.evaluate(sourceFrom(world.problem, 'export {};'));
    if (evaluation.status !== 'scored') return;
    const seeds = await Promise.all(world.problem.seeds.map(world.scoreOf));
    expect(evaluation.fitness).toBeLessThanOrEqual(Math.min(...seeds.map((one) => one.fitness)));
  },
} satisfies Record<string, (world: ProblemWorld) => Promise<void>>;

/** Sentences that hold for every seed and every baseline. */
export const policyLaws = {
  'exports exactly the declared functions': async ({ problem }, { file }) => {
    const declared = exportedFunctions(await readFile(problem.policy.declaration, 'utf8'));
    expect(exportedFunctions(await readFile(file, 'utf8'))).toEqual(declared);
  },

  'scores, and is valid on every case': async ({ scoreOf }, policy) => {
    const { fitness, cases } = await scoreOf(policy);
    expect(Number.isFinite(fitness)).toBe(true);
    expect(cases.filter(({ valid }) => !valid)).toEqual([]);
  },

  'is measured the same twice': async ({ problem, evaluate, scoreOf }, policy) => {
    const again = await evaluate(await readPolicy(problem.policy, policy.file));
    expect(withoutCost(again)).toEqual(withoutCost(await scoreOf(policy)));
  },

  'is on no case better than its bound or worse than its worst value': async (world, policy) => {
    const limits = await boundedCases(world.problem, 'train');
    const { direction } = world.problem.objective;
    // What is worse than the worst has no score.
    const { cases } = await world.scoreOf(policy);
    expect(cases.map(({ id }) => id)).toEqual(limits.map(({ workload }) => workload.id));
    for (const [index, { bound }] of limits.entries()) {
      const { id = '', value = Number.NaN } = cases[index] ?? {};
      const slack = 1e-9 * Math.max(1, Math.abs(value));
      const room = bound === undefined ? 0 : advantage(bound, value, direction);
      expect(room, `${id}: down to the bound`).toBeGreaterThanOrEqual(-slack);
    }
  },

  'has finite features': async ({ problem, scoreOf }, policy) => {
    const source = await readPolicy(problem.policy, policy.file);
    const evaluation = await scoreOf(policy);
    const values = problem.features.map((one) => [one.name, one.measure({ source, evaluation })]);
    expect(values.filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  },

  'has every metric that a feature reads': async ({ problem, scoreOf }, policy) => {
    const source = await readPolicy(problem.policy, policy.file);
    const evaluation = await scoreOf(policy);
    const missing = missingMetrics(problem.features, { source, evaluation });
    expect(missing, `there are ${Object.keys(evaluation.metrics).join(', ')}`).toEqual([]);
  },
} satisfies Record<string, (world: ProblemWorld, policy: NamedSource) => Promise<void>>;

/**
 * A dishonest policy is rejected or quarantined, or its score, cases in which it failed included, is
 * no better than that of the best seed or baseline.
 */
export async function exploitGainsNothing(world: ProblemWorld, file: URL): Promise<void> {
  const { problem, evaluate, scoreOf } = world;
  const evaluation = await evaluate(await readPolicy(problem.policy, file));
  if (evaluation.status !== 'scored') return;
  const honest = await Promise.all([...problem.seeds, ...problem.baselines].map(scoreOf));
  expect(Number.isFinite(evaluation.fitness)).toBe(true);
  expect(evaluation.fitness).toBeLessThanOrEqual(Math.max(...honest.map((one) => one.fitness)));
}

const SPLITS = ['train', 'validation', 'test'] as const;
/** Trivial workloads, such as a trace without an interruption, may be drawn more than once. */
const CHANCE_SHARE = 0.05;
const README_TOPICS = [
  /decision|polic/i,
  /model/i,
  /workload|data|cases/i,
  /metric|score|objective/i,
  /bound/i,
  /baseline/i,
  /cheat/i,
];

async function casesOf(problem: Problem, split: string): Promise<readonly Case[]> {
  return (await problem.cases[split]?.()) ?? [];
}

async function boundedCases(problem: Problem, split: string): Promise<BoundedCase[]> {
  const { objective } = problem;
  return (await casesOf(problem, split)).map((workload) => ({
    workload,
    bound: objective.bound?.(workload),
    worst: objective.worst(workload),
  }));
}

function sourceFrom({ policy: { entry } }: Problem, text: string): Source {
  return { entry, files: { [entry]: text } };
}

/** Names of the functions that a TypeScript text exports where it declares them, sorted. */
function exportedFunctions(text: string): string[] {
  const found = text.matchAll(/^export\s+(?:declare\s+)?(?:async\s+)?function\s*\*?\s*([\w$]+)/gm);
  return [...new Set([...found].map(([, name]) => name ?? ''))].toSorted();
}

function withoutCost({ cost: _cost, ...rest }: Evaluation): Omit<Evaluation, 'cost'> {
  return rest;
}
