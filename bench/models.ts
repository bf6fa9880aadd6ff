/**
 * Whether proposals wait for each other: replies that take a second, 16 in flight, evaluations at once.
 * Prints seconds next to the ideal, the same with one model that never answers, and what the gateway adds to a
 * call that answers at once. Usage: npm run bench:models [-- proposals]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proposer } from '../src/core/proposer.ts';
import type { LanguageModel } from '../src/core/model.ts';
import { evolve } from '../src/engine/evolve.ts';
import type { RunPlan } from '../src/engine/run-plan.ts';
import { openRunStore } from '../src/store/run-store.ts';
import { planOver, sourceOf } from './instant-plan.ts';

const PROPOSALS = Number(process.argv[2] ?? 320);
const IN_FLIGHT = 16;

function modelThatTakes(milliseconds: number, name: string): LanguageModel {
  return {
    name,
    identity: { name },
    maxOutputTokens: 1_000,
    price: { input: 1, cachedInput: 1, cacheWrite: 1, output: 1 },
    async complete(_request, signal) {
      await sleep(milliseconds, undefined, { signal });
      const usage = { input: 900, cachedInput: 0, cacheWrite: 0, output: 300, reasoning: 0 };
      return { text: 'a reply', finish: 'stop', usage, answeredBy: name };
    },
  };
}

function writer(model: LanguageModel): Proposer {
  return {
    name: `write@${model.name}`,
    maxEvaluations: 0,
    model: model.name,
    async propose({ parent, ordinal }, { complete }) {
      const prompt = `a prompt of the usual size ${'and its words '.repeat(1_500)}`;
      await complete(model, { messages: [{ role: 'user', text: prompt }], title: 'write' });
      const parents = parent ? [parent.id] : [];
      return { source: sourceOf(ordinal), parents, note: 'a reply' };
    },
  };
}

/** Seconds until `proposals` of the first proposer are in the log. */
async function timeRun(
  proposers: readonly [Proposer, ...Proposer[]],
  { proposals, ...changes }: Partial<RunPlan> & { readonly proposals: number },
): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'adrs-bench-'));
  const store = openRunStore(path.join(folder, 'run'), { mode: 'create' });
  const stop = new AbortController();
  let seen = 0;
  const plan = planOver(store, proposers, {
    ...changes,
    onEvent({ event }) {
      if (event.type === 'program-added' && event.proposer === proposers[0].name) seen += 1;
      if (seen === proposals) stop.abort();
    },
  });
  const startedAt = performance.now();
  await evolve(plan, stop.signal);
  const seconds = (performance.now() - startedAt) / 1_000;
  await store.close();
  await rm(folder, { recursive: true, force: true });
  return seconds;
}

const ideal = PROPOSALS / IN_FLIGHT;
const quick = writer(modelThatTakes(1_000, 'quick'));
const stuck = writer(modelThatTakes(3_600_000, 'stuck'));
const instant = writer(modelThatTakes(0, 'instant'));
const CALLS = 2_000;

const narrow = { proposals: PROPOSALS, proposalSlots: IN_FLIGHT, window: IN_FLIGHT };
const wide = { order: 'eager', proposalSlots: 2 * IN_FLIGHT, window: 2 * IN_FLIGHT } as const;
const single = { order: 'strict', proposalSlots: 1, window: 1, proposals: CALLS } as const;
const figures = {
  proposals: PROPOSALS,
  idealSeconds: ideal,
  strictSeconds: await timeRun([quick], { ...narrow, order: 'strict' }),
  eagerSeconds: await timeRun([quick], { ...narrow, order: 'eager' }),
  quarterBesideStuckSeconds: await timeRun([quick, stuck], { ...wide, proposals: PROPOSALS / 4 }),
  msPerInstantCall: (1_000 * (await timeRun([instant], single))) / CALLS,
};

const { strictSeconds, eagerSeconds, quarterBesideStuckSeconds, msPerInstantCall } = figures;
const besideIdeal = (seconds: number): string =>
  `${seconds.toFixed(1)} s, ${(seconds / ideal).toFixed(2)} of the ideal`;
console.log(`${PROPOSALS} replies of 1 s, ${IN_FLIGHT} in flight`);
console.log(`  strict order                   ${besideIdeal(strictSeconds)}`);
console.log(`  eager order                    ${besideIdeal(eagerSeconds)}`);
console.log(`${PROPOSALS / 4} replies with a model that never answers, ${2 * IN_FLIGHT} in flight`);
console.log(`  eager order                    ${quarterBesideStuckSeconds.toFixed(1)} s`);
console.log('a call that answers at once, one at a time, log on disk');
console.log(`  an iteration                   ${msPerInstantCall.toFixed(2)} ms`);
console.log(JSON.stringify(figures));
