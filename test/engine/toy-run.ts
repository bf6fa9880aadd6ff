import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../../src/core/evaluator.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { Proposer } from '../../src/core/proposer.ts';
import type { Search } from '../../src/core/search.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoggedEvent, Store } from '../../src/core/store.ts';
import type { Evaluation, Source } from '../../src/core/program.ts';
import { createRng } from '../../src/core/rng.ts';
import { createGridArchive } from '../../src/archive/grid-archive.ts';
import type { RunPlan } from '../../src/engine/run-plan.ts';
import { createLocalQueue } from '../../src/queue/local-queue.ts';
import { createIslandSearch } from '../../src/search/island-search.ts';
import { createProposerChoice } from '../../src/search/proposer-choice.ts';
import { runStarted } from '../../src/testing/run-events.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';

/** A program of the toy problem is a text that holds one number; the nearer to pi, the fitter. */
export function textOf(value: number): Source {
  return { entry: 'policy.ts', files: { 'policy.ts': String(value) } };
}

export function valueOf(source: Source): number {
  return Number(source.files['policy.ts']);
}

const NO_COST = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };

export function scoredAt(value: number): Evaluation {
  const distance = Math.abs(value - Math.PI);
  return {
    status: 'scored',
    fitness: -distance,
    standardError: 0,
    metrics: { distance },
    cases: [0, 1, 2, 3].map((id) => ({ id: String(id), value: distance, valid: true })),
    feedback: '',
    cost: NO_COST,
  };
}

export const toyProblem: Problem = {
  name: 'toy',
  title: 'Toy',
  statement: 'Find pi.',
  policy: { entry: 'policy.ts', declaration: new URL('file:///none') },
  seeds: [],
  baselines: [],
  cases: { train: () => [], validation: () => [], test: () => [] },
  objective: { metric: 'distance', direction: 'minimize', unit: '', worst: () => 10 },
  features: [
    {
      name: 'distance',
      scale: { type: 'linear', bins: 8, range: [0, 4] },
      measure: ({ evaluation }) => evaluation.metrics['distance'] ?? 0,
    },
  ],
  evaluator: {
    name: 'toy',
    measure: () => Promise.reject(new Error('the toy queue measures')),
    fingerprint: () => Promise.resolve('toy'),
  },
};

/** Moves the parent's number a little. */
export const stepProposer: Proposer = {
  name: 'step',
  maxEvaluations: 0,
  propose: ({ parent }, { rng }) => {
    const value = (parent ? valueOf(parent.source) : 0) + rng.normal();
    const rounded = Math.round(value * 1_000) / 1_000;
    const parents = parent ? [parent.id] : [];
    return Promise.resolve({ source: textOf(rounded), parents, note: 'a step' });
  },
};

/** Tries three variants and offers the best. */
export const climbProposer: Proposer = {
  name: 'climb',
  maxEvaluations: 3,
  propose: async ({ parent }, { rng, evaluate }) => {
    const from = parent ? valueOf(parent.source) : 0;
    const variants = [0, 1, 2].map((index) => textOf(from + rng.fork(index).normal() / 4));
    const tried = await Promise.all(variants.map((variant) => evaluate(variant)));
    const fitness = tried.map((result) => (result.status === 'scored' ? result.fitness : -99));
    const best = fitness.indexOf(Math.max(...fitness));
    const source = variants[best] ?? textOf(from);
    return { source, parents: parent ? [parent.id] : [], note: 'the best of three' };
  },
};

const NO_RETRY = { attempts: 1, baseMs: 1, maxMs: 1, random: () => 0 };

export interface ToyOptions {
  readonly store?: Store;
  readonly evaluationSlots?: number;
  readonly evaluations?: number;
  readonly order?: 'strict' | 'eager';
  /** Longest artificial delay of an evaluation, in milliseconds; 0 answers at once. */
  readonly jitterMs?: number;
  readonly evaluate?: (source: Source) => Evaluation;
  readonly proposers?: readonly Proposer[];
  readonly overrides?: Partial<RunPlan>;
}

function toySearch(): Search {
  return createIslandSearch({
    islands: 2,
    inspirations: 1,
    parentChoice: { type: 'weighted' },
    createArchive: () => createGridArchive({ scales: toyProblem.features.map((f) => f.scale) }),
    migration: { topology: 'ring', every: 10, count: 1 },
    seed: 'toy',
  });
}

/** A complete run in memory, apart from what is overridden. */
export function toyPlan(options: ToyOptions = {}): RunPlan & { readonly queue: Queue } {
  const { evaluationSlots = 2, evaluations = 120, order = 'strict', jitterMs = 0 } = options;
  const { proposers = [stepProposer, climbProposer], evaluate = (s) => scoredAt(valueOf(s)) } =
    options;
  const names = proposers.map(({ name }) => name);
  const [initialProposer = stepProposer] = proposers;
  return {
    problem: toyProblem,
    seeds: [
      { name: 'zero', source: textOf(0) },
      { name: 'six', source: textOf(6) },
    ],
    baselines: [{ name: 'human', source: textOf(3) }],
    search: toySearch(),
    createSearch: toySearch,
    proposers,
    choice: createProposerChoice({ names }),
    advisors: [],
    calls: { retry: NO_RETRY, misses: 'ask' },
    inspect: () => Promise.resolve(undefined),
    initialProposer,
    queue: createLocalQueue({
      slots: evaluationSlots,
      async evaluate({ source, cases }, signal) {
        if (jitterMs > 0) await sleep(Math.random() * jitterMs, undefined, { signal });
        const all = evaluate(source);
        if (all.status !== 'scored' || cases === undefined) return all;
        return { ...all, cases: cases.flatMap((index) => all.cases.slice(index, index + 1)) };
      },
    }),
    store: options.store ?? memoryStore(),
    rng: createRng('toy'),
    order,
    window: 6,
    proposalSlots: 2,
    budget: { evaluations },
    trainCases: 4,
    finalists: 2,
    started: runStarted({ problem: 'toy' }),
    normalHash: (source) => source.files['policy.ts'],
    ...options.overrides,
  };
}

export async function eventsOf(store: Store): Promise<RunEvent[]> {
  return (await loggedOf(store)).map(({ event }) => event);
}

/** A store without events that has the texts of another. */
export async function withTextsOf(store: Store): Promise<Store> {
  const copy = memoryStore();
  await copy.append(
    [],
    store.hashes().map((hash) => store.blob(hash) ?? ''),
  );
  return copy;
}

export async function loggedOf(store: Store): Promise<LoggedEvent[]> {
  const logged: LoggedEvent[] = [];
  for await (const entry of store.read()) logged.push(entry);
  return logged;
}

function untimed(event: RunEvent): object {
  if (!('spending' in event) || event.spending === undefined) return {};
  return { spending: { ...event.spending, seconds: 0 } };
}

/** Events without what may differ between two equal runs. */
export function timeless(events: readonly RunEvent[]): unknown[] {
  return events
    .filter(({ type }) => type !== 'run-paused' && type !== 'run-resumed')
    .map((event) => ({
      ...event,
      ...untimed(event),
      head: undefined,
      proposeSeconds: 0,
      evaluateSeconds: 0,
    }));
}
