import { createGridArchive } from '../src/archive/grid-archive.ts';
import type { Queue } from '../src/core/evaluator.ts';
import type { Problem } from '../src/core/problem.ts';
import type { Proposer } from '../src/core/proposer.ts';
import { runStarted } from '../src/testing/run-events.ts';
import type { Store } from '../src/core/store.ts';
import type { Evaluation, Source } from '../src/core/program.ts';
import { createRng } from '../src/core/rng.ts';
import type { RunPlan } from '../src/engine/run-plan.ts';
import { createIslandSearch } from '../src/search/island-search.ts';
import { createProposerChoice } from '../src/search/proposer-choice.ts';

/** Cases of an evaluation, so that evaluations have a real size. */
const CASES = 16;

/** A program that holds one number. */
export function sourceOf(value: number): Source {
  return { entry: 'policy.ts', files: { 'policy.ts': `export const weight = ${value};\n` } };
}

/** The nearer the constant to 1, the fitter; sixteen cases, so that evaluations have a real size. */
function measure(source: Source): Evaluation {
  const value = Number(/[-\d.e]+(?=;)/.exec(source.files['policy.ts'] ?? '')?.[0]);
  const fitness = -Math.abs(value - 1);
  return {
    status: 'scored',
    fitness,
    standardError: 0,
    metrics: { distance: -fitness, size: Math.abs(value) },
    cases: Array.from({ length: CASES }, (_, id) => ({
      id: `case-${id}`,
      value: -fitness,
      valid: true,
    })),
    feedback: 'none',
    cost: { wallSeconds: 0, cpuSeconds: 0, decisions: CASES },
  };
}

const problem: Problem = {
  name: 'bench',
  title: 'Bench',
  statement: 'none',
  policy: { entry: 'policy.ts', declaration: new URL('file:///none') },
  seeds: [],
  baselines: [],
  cases: { train: () => [], validation: () => [], test: () => [] },
  objective: { metric: 'distance', direction: 'minimize', unit: '', worst: () => 10 },
  features: ['distance', 'size'].map((name) => ({
    name,
    scale: { type: 'quantile', bins: 10 },
    measure: ({ evaluation }) => evaluation.metrics[name] ?? 0,
  })),
  evaluator: {
    name: 'bench',
    measure: () => Promise.reject(new Error('the queue of the bench measures')),
    fingerprint: () => Promise.resolve('bench'),
  },
};

const queue: Queue = {
  submit: ({ source }) => Promise.resolve(measure(source)),
  close: () => Promise.resolve(),
};

/** A run of these proposers that measures at once; `changes` replace what is usual. */
export function planOver(
  store: Store,
  proposers: readonly [Proposer, ...Proposer[]],
  changes: Partial<RunPlan> = {},
): RunPlan {
  return {
    problem,
    seeds: [{ name: 'seed', source: sourceOf(3) }],
    baselines: [],
    search: createIslandSearch({
      islands: 4,
      inspirations: 3,
      parentChoice: { type: 'weighted' },
      createArchive: () => createGridArchive({ scales: problem.features.map((f) => f.scale) }),
      migration: { topology: 'ring', every: 50, count: 2 },
      seed: 'bench',
    }),
    proposers,
    choice: createProposerChoice({ names: proposers.map(({ name }) => name) }),
    advisors: [],
    calls: { retry: { attempts: 1, baseMs: 1, maxMs: 1, random: () => 0 }, misses: 'ask' },
    inspect: () => Promise.resolve(undefined),
    initialProposer: proposers[0],
    queue,
    store,
    rng: createRng('bench'),
    order: 'strict',
    window: 8,
    proposalSlots: 2,
    budget: {},
    trainCases: CASES,
    finalists: 1,
    started: runStarted(),
    normalHash: (source) => source.files['policy.ts'],
    ...changes,
  };
}
