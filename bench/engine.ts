/**
 * Overhead of the engine itself: an instant proposer, an evaluation that is already known, a real log on
 * disk. Prints milliseconds an iteration early and late in one run, the memory it took, and how long it
 * takes to go on with it. Usage: npm run bench:engine [-- programs]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Proposer } from '../src/core/proposer.ts';
import type { Store } from '../src/core/store.ts';
import { evolve } from '../src/engine/evolve.ts';
import { replay } from '../src/engine/replay.ts';
import type { RunPlan } from '../src/engine/run-plan.ts';
import { openRunStore } from '../src/store/run-store.ts';
import { planOver, sourceOf } from './instant-plan.ts';

const PROGRAMS = Number(process.argv[2] ?? 100_000);
/** Iterations averaged at either end; the first hundred warm the machine up. */
const SPAN = Math.min(2_000, Math.floor(PROGRAMS / 4));
const proposer: Proposer = {
  name: 'instant',
  maxEvaluations: 0,
  propose: ({ parent }, { rng }) => {
    const parents = parent ? [parent.id] : [];
    return Promise.resolve({ source: sourceOf(rng.normal() * 4), parents, note: 'a draw' });
  },
};

function instantPlan(store: Store, onEvent?: RunPlan['onEvent']): RunPlan {
  return planOver(store, [proposer], { budget: { evaluations: PROGRAMS }, onEvent });
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
  const plan = instantPlan(store, ({ event }) => {
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
  await replay(instantPlan(store));
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
