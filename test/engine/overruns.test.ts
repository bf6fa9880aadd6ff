import { expect, test } from 'vitest';
import { ModelError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { evolve } from '../../src/engine/evolve.ts';
import type { RunPlan } from '../../src/engine/run-plan.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { runStarted } from '../../src/testing/run-events.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import { accountOf, repliesOf, toyModel, writerWith } from './toy-models.ts';
import { eventsOf, loggedOf, stepProposer, toyPlan } from './toy-run.ts';

const calm = new AbortController().signal;

/** Bills `output` tokens from its `from`-th reply on, whatever was reserved. */
function greedyModel({
  from,
  output,
}: {
  readonly from: number;
  readonly output: number;
}): LanguageModel {
  const model = toyModel();
  let replies = 0;
  return {
    ...model,
    async complete(request, signal) {
      const completion = await model.complete(request, signal);
      replies += 1;
      if (replies < from) return completion;
      return { ...completion, usage: { ...completion.usage, output } };
    },
  };
}

function planWith(model: LanguageModel, overrides: Partial<RunPlan>): RunPlan {
  return toyPlan({
    proposers: overrides.proposers ?? [writerWith(model)],
    evaluations: 60,
    overrides: { proposalSlots: 4, ...overrides },
  });
}

const settledIn = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'call-settled');

test('a bill beyond its reservation is booked in full and stops its model', async () => {
  const store = memoryStore();
  const model = greedyModel({ from: 10, output: 50_000 });
  await expect(
    evolve(planWith(model, { store, window: 1, proposalSlots: 1 }), calm),
  ).rejects.toThrow(
    /call \d+ of toy was billed 500\d\d tokens and 0\.75\d\d USD, beyond its reservation of .* asked no more/,
  );
  const settled = settledIn(await eventsOf(store));
  expect(settled.map(({ overrun }) => overrun ?? false)).toEqual([
    ...Array.from({ length: 9 }, () => false),
    true,
  ]);
  expect(settled.at(-1)?.spent.usd).toBeCloseTo(0.75, 1);
});

test('a budget is exceeded by at most what the calls in flight bill beyond their reservations', async () => {
  const store = memoryStore();
  const inFlight = 4;
  const model = greedyModel({ from: 6, output: 9000 });
  const budget = { evaluations: 5000, spending: { usd: 0.3 } };
  const proposers = [writerWith(model, { calls: 3 }), stepProposer];
  const plan = planWith(model, {
    store,
    budget,
    proposers,
    window: inFlight,
    proposalSlots: inFlight,
  });
  await evolve({ ...plan, budget: { ...budget, evaluations: 100 } }, calm);
  const settled = settledIn(await eventsOf(store));
  const overrun = settled.filter((event) => event.overrun);
  expect(overrun.length).toBeGreaterThan(0);
  expect(overrun.length).toBeLessThanOrEqual(inFlight);
  const beyond = overrun.reduce((sum, { spent }) => sum + spent.usd, 0);
  expect(accountOf(await eventsOf(store)).total.usd).toBeLessThanOrEqual(0.3 + beyond);
  const last = settled.findLastIndex((event) => event.overrun);
  expect(settled.slice(last + 1).every(({ failure }) => failure?.kind === 'unavailable')).toBe(
    true,
  );
});

test('a run that follows the replies of one with an overrun comes to the same programs', async () => {
  const store = memoryStore();
  const plan = (model: LanguageModel, overrides: Partial<RunPlan>): RunPlan =>
    planWith(model, { proposers: [writerWith(model), stepProposer], ...overrides });
  await evolve(plan(greedyModel({ from: 6, output: 9000 }), { store }), calm);
  const again = memoryStore();
  const replies = repliesOf(await loggedOf(store), (hash) => store.blob(hash));
  const silent = toyModel({ fail: () => new ModelError('it was asked', { kind: 'access' }) });
  const calls = { ...plan(silent, {}).calls, replies };
  await evolve(plan(silent, { store: again, calls }), calm);
  const added = (events: readonly RunEvent[]) =>
    events.flatMap((event) => (event.type === 'program-added' ? [[event.id, event.fitness]] : []));
  expect(added(await eventsOf(again))).toEqual(added(await eventsOf(store)));
});

test('a call that the budget refuses and one that is declined are no calls, and no failures of a model', async () => {
  const store = memoryStore();
  let asked = 0;
  const model = toyModel({
    onRequest: () => {
      asked += 1;
    },
    fail: () => (asked % 2 === 0 ? new ModelError('no', { kind: 'declined' }) : undefined),
  });
  // It reserves one call and asks three.
  const proposers = [{ ...writerWith(model, { calls: 3 }), reserve: undefined }, stepProposer];
  const budget = { evaluations: 60, spending: { calls: 20 } };
  await evolve(planWith(model, { store, proposers, budget }), calm);
  const fold = createRunFold();
  for (const logged of await loggedOf(store)) fold.add(logged);
  const { total, models } = fold.view({ live: false }).models;
  const kinds = new Set(settledIn(await eventsOf(store)).map(({ failure }) => failure?.kind));
  expect(kinds).toEqual(new Set([undefined, 'declined', 'budget']));
  expect(total.calls).toBeLessThanOrEqual(20);
  expect(total).toMatchObject({ failed: 0, calls: total.answered });
  expect(models).toMatchObject([{ failuresInRow: 0, lastFailure: null }]);
});

test('a run that is resumed with other settings asks a stopped model again', async () => {
  const store = memoryStore();
  const greedy = greedyModel({ from: 5, output: 50_000 });
  const one = { store, window: 1, proposalSlots: 1 };
  await expect(evolve(planWith(greedy, one), calm)).rejects.toThrow('is asked no more in this run');
  await expect(evolve(planWith(toyModel(), one), calm)).rejects.toThrow('is asked no more');
  const changed = [{ key: 'models.toy.maxTokens', from: 1000, to: 60_000 }];
  const resumption = { settings: { changed, config: {}, budget: runStarted().budget } };
  const { proposers, choice, advisors, calls, initialProposer, budget, ...rest } = planWith(
    toyModel(),
    one,
  );
  const { proposalSlots, finalists } = rest;
  const means = {
    budget,
    proposers,
    choice,
    advisors,
    calls,
    initialProposer,
    proposalSlots,
    finalists,
  };
  const plan = { ...planWith(toyModel(), one), laterMeans: [means], resumption };
  expect(await evolve(plan, calm)).toEqual({ status: 'finished', reason: 'evaluations' });
});
