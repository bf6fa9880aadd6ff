/**
 * What the engine itself costs: an instant proposer, an evaluation that is already known, a real log on
 * disk. Prints milliseconds an iteration early and late in one run, the memory it took, and how long it
 * takes to go on with it. Usage: npm run bench:engine [-- programs]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGridArchive } from '../src/archive/grid-archive.ts';
import type { Problem, Proposer, Queue } from '../src/core/contracts.ts';
import type { LoggedEvent, Store } from '../src/core/events.ts';
import type { Evaluation, Source } from '../src/core/program.ts';
import { createRng } from '../src/core/rng.ts';
import { evolve } from '../src/engine/evolve.ts';
import { replay } from '../src/engine/replay.ts';
import type { RunPlan } from '../src/engine/run-plan.ts';
import { createIslandSearch } from '../src/search/island-search.ts';
import { openRunStore } from '../src/store/run-store.ts';
import { createProposerChoice } from '../src/variation/adaptive-choice.ts';

const PROGRAMS = Number(process.argv[2] ?? 100_000);
/** Iterations averaged at either end; the first hundred warm the machine up. */
const SPAN = Math.min(2_000, Math.floor(PROGRAMS / 4));
const CASES = 16;

function sourceOf(value: number): Source {
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
    evaluate: () => Promise.reject(new Error('the queue of the bench measures')),
    fingerprint: () => Promise.resolve('bench'),
  },
};

const proposer: Proposer = {
  name: 'instant',
  maxEvaluations: 0,
  propose: ({ parent }, { rng }) => {
    const parents = parent ? [parent.id] : [];
    return Promise.resolve({ source: sourceOf(rng.normal() * 4), parents, note: 'a draw' });
  },
};

const queue: Queue = {
  submit: ({ source }) => Promise.resolve(measure(source)),
  close: () => Promise.resolve(),
};

function planOver(store: Store, onEvent?: (logged: LoggedEvent) => void): RunPlan {
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
    proposers: [proposer],
    choice: createProposerChoice({ names: ['instant'] }),
    advisors: [],
    calls: { retry: { attempts: 1, baseMs: 1, maxMs: 1, random: () => 0 }, misses: 'ask' },
    inspect: () => Promise.resolve(undefined),
    starter: proposer,
    queue,
    store,
    rng: createRng('bench'),
    order: 'strict',
    window: 8,
    proposalSlots: 2,
    budget: { evaluations: PROGRAMS },
    trainCases: CASES,
    finalists: 1,
    started: {
      type: 'run-started',
      schema: 1,
      adrsVersion: '0',
      problem: 'bench',
      problemHash: 'bench',
      objective: { metric: 'distance', direction: 'minimize', unit: '' },
      seed: 'bench',
      config: {},
      host: {},
    },
    normalHash: (source) => source.files['policy.ts'],
    onEvent,
  };
}

interface Timeline {
  readonly early: number;
  readonly late: number;
  readonly whole: number;
  readonly peakRssMb: number;
}

/** Milliseconds a program over the first span after warm-up, over the last, and over all. */
async function timeRun(folder: string): Promise<Timeline> {
  const store = openRunStore(folder, { mode: 'create' });
  const marks: number[] = [];
  let peakRss = 0;
  let programs = 0;
  const plan = planOver(store, ({ event }) => {
    if (event.type !== 'program-added') return;
    programs += 1;
    if (programs % 100 !== 0) return;
    marks.push(performance.now());
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  });
  const startedAt = performance.now();
  await evolve(plan, new AbortController().signal);
  const whole = (performance.now() - startedAt) / PROGRAMS;
  await store.close();
  const steps = Math.floor(SPAN / 100);
  const between = (from: number, to: number): number =>
    ((marks.at(to) ?? 0) - (marks.at(from) ?? 0)) / (steps * 100);
  return {
    early: between(0, steps),
    late: between(-1 - steps, -1),
    whole,
    peakRssMb: peakRss / 2 ** 20,
  };
}

async function timeResume(folder: string): Promise<number> {
  const store = openRunStore(folder, { mode: 'resume' });
  const startedAt = performance.now();
  await replay(planOver(store));
  const seconds = (performance.now() - startedAt) / 1_000;
  await store.close();
  return seconds;
}

const folder = await mkdtemp(path.join(tmpdir(), 'adrs-bench-'));
try {
  const run = await timeRun(path.join(folder, 'run'));
  const resumeSeconds = await timeResume(path.join(folder, 'run'));
  const figures = {
    programs: PROGRAMS,
    msPerIterationEarly: run.early,
    msPerIterationLate: run.late,
    lateOverEarly: run.late / run.early,
    msPerIterationOverall: run.whole,
    peakRssMb: Math.round(run.peakRssMb),
    resumeSeconds,
  };
  console.log(`engine overhead, ${PROGRAMS} programs, log on disk, evaluation known at once`);
  for (const [name, value] of Object.entries(figures)) {
    console.log(`  ${name.padEnd(24)} ${Number(value.toPrecision(4))}`);
  }
  console.log(JSON.stringify(figures));
} finally {
  await rm(folder, { recursive: true, force: true });
}
