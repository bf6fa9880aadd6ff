import { describe, expect, test } from 'vitest';
import type { Proposer } from '../../src/core/proposer.ts';
import type { ProgramAdded, RunEvent, SettingsChanged } from '../../src/core/events.ts';
import type { Store } from '../../src/core/store.ts';
import type { Evaluation, Source } from '../../src/core/program.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import type { Means, RunPlan } from '../../src/engine/run-plan.ts';
import { createProposerChoice } from '../../src/search/proposer-choice.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { runStarted } from '../../src/testing/run-events.ts';
import {
  climbProposer,
  eventsOf,
  scoredAt,
  stepProposer,
  textOf,
  timeless,
  toyPlan,
  valueOf,
  type ToyOptions,
} from './toy-run.ts';

const calm = new AbortController().signal;

function settings(key: string, from: number | null, to: number | null): SettingsChanged {
  return { changed: [{ key, from, to }], config: { [key]: to }, budget: runStarted().budget };
}

/** The means of a plan with some of them replaced; a choice that is not replaced stays the one in use. */
function meansOf(changes: Partial<Means>, options: ToyOptions = {}): Means {
  const { budget, proposers, advisors, calls, initialProposer, ...rest } = toyPlan(options);
  const { proposalSlots, finalists } = rest;
  const choice = createProposerChoice({ names: proposers.map(({ name }) => name) });
  const means = { budget, proposers, choice, advisors, calls, initialProposer };
  return { ...means, proposalSlots, finalists, ...changes };
}

/** A plan of a run whose settings changed once; `now` when this is the moment. */
function changedPlan(store: Store, means: Means, options: ToyOptions = {}): RunPlan {
  return { ...toyPlan({ store, ...options }), laterMeans: [means] };
}

const now = { resumption: { settings: settings('budget.evaluations', 120, 1) } };

function added(events: readonly RunEvent[]): ProgramAdded[] {
  return events.filter((event) => event.type === 'program-added');
}

function spent(events: readonly RunEvent[]): number {
  return events.reduce((sum, event) => sum + ('evaluations' in event ? event.evaluations : 0), 0);
}

async function stoppedAt(sequence: number, options: ToyOptions = {}): Promise<Store> {
  const store = memoryStore();
  const stop = new AbortController();
  const onEvent = (logged: { readonly sequence: number }): void => {
    if (logged.sequence === sequence) stop.abort();
  };
  await evolve(toyPlan({ ...options, store, overrides: { onEvent } }), stop.signal);
  return store;
}

describe('a run resumed with other settings', () => {
  test('goes on after it had finished, tests what is new, and reads back as it is', async () => {
    const store = memoryStore();
    const short = { evaluations: 60 };
    await evolve(toyPlan({ store, ...short }), calm);
    const before = await eventsOf(store);
    const means = (): Means => meansOf({ budget: { evaluations: 100 } });
    const resumption = { ...now.resumption, testWasSeen: true as const };
    const plan = { ...changedPlan(store, means(), short), resumption };
    expect(await evolve(plan, calm)).toEqual({ status: 'finished', reason: 'evaluations' });
    const events = await eventsOf(store);
    expect(events.slice(0, before.length)).toEqual(before);
    expect(events[before.length]).toMatchObject({
      type: 'run-resumed',
      changes: { settings: { changed: [{ key: 'budget.evaluations' }] }, testWasSeen: true },
    });
    expect(spent(events)).toBeGreaterThan(96);
    expect(spent(events)).toBeLessThanOrEqual(100);
    const tested = events.flatMap((event) => (event.type === 'test-measured' ? [event.id] : []));
    expect(new Set(tested).size).toBe(tested.length);
    const replayed = await replay(changedPlan(store, means(), short));
    expect(replayed.programs).toBe(added(events).length);
    await expect(replay(toyPlan({ store, ...short }))).rejects.toThrow(/a change/);
  });

  test('changed in mid-run, stopped again and resumed, it is the run that was not stopped', async () => {
    const means = (): Means => meansOf({ budget: { evaluations: 90 } });
    const one = await stoppedAt(60);
    await evolve({ ...changedPlan(one, means()), ...now }, calm);
    const two = await stoppedAt(60);
    const stop = new AbortController();
    const onEvent = (logged: { readonly sequence: number }): void => {
      if (logged.sequence === 90) stop.abort();
    };
    const cut = { ...changedPlan(two, means()), ...now, onEvent };
    expect(await evolve(cut, stop.signal)).toEqual({ status: 'paused' });
    await evolve(changedPlan(two, means()), calm);
    const [first, second] = [await eventsOf(one), await eventsOf(two)];
    expect(timeless(second)).toEqual(timeless(first));
    expect(spent(first)).toBeGreaterThan(86);
  });

  test('has other proposers, and gives up what was asked of those that are gone', async () => {
    const store = await stoppedAt(60);
    const careful: Proposer = { ...climbProposer, name: 'careful' };
    const means = (): Means => meansOf({}, { proposers: [stepProposer, careful] });
    await evolve({ ...changedPlan(store, means()), ...now }, calm);
    const events = await eventsOf(store);
    const from = events.findIndex(({ type }) => type === 'run-resumed');
    const after = events.slice(from).flatMap((event) => ('proposer' in event ? [event] : []));
    const retired = after.filter(({ proposer }) => proposer === 'climb');
    expect(retired.length).toBeLessThanOrEqual(6);
    for (const event of retired) {
      expect(event).toMatchObject({ detail: 'climb is asked no more since the run was resumed' });
    }
    expect(after.some(({ proposer }) => proposer === 'careful')).toBe(true);
    const replayed = await replay(changedPlan(store, means()));
    expect(replayed.programs).toBe(added(events).length);
  });
});

describe('a run ended by request', () => {
  test('opens the test for its finalists at once, and goes on later', async () => {
    const store = await stoppedAt(70);
    const before = added(await eventsOf(store)).length;
    const finishing = { ...toyPlan({ store }), finishNow: true };
    expect(await evolve(finishing, calm)).toEqual({ status: 'finished', reason: 'by-request' });
    const events = await eventsOf(store);
    expect(added(events)).toHaveLength(before);
    expect(events.filter(({ type }) => type === 'test-measured')).toHaveLength(5);
    expect(await evolve(toyPlan({ store }), calm)).toMatchObject({ reason: 'by-request' });
    const going = { ...toyPlan({ store }), resumption: { testWasSeen: true as const } };
    expect(await evolve(going, calm)).toEqual({ status: 'finished', reason: 'evaluations' });
    const whole = await eventsOf(store);
    expect(added(whole).length).toBeGreaterThan(before);
    await expect(replay(toyPlan({ store }))).resolves.toMatchObject({
      programs: added(whole).length,
    });
    const uninterrupted = memoryStore();
    await evolve(toyPlan({ store: uninterrupted }), calm);
    expect(timeless(added(whole))).toEqual(timeless(added(await eventsOf(uninterrupted))));
  });
});

describe('a run whose problem has changed', () => {
  const NAN: Evaluation = {
    status: 'rejected',
    reason: 'evaluator-fault',
    feedback: 'NaN as value',
    cost: { wallSeconds: 0, cpuSeconds: 0, decisions: 0 },
  };
  /** Until it is mended: fails on some programs, and measures the distance from 3 instead of pi. */
  const broken = (source: Source): Evaluation => {
    const value = valueOf(source);
    return Math.floor(value * 10) % 7 === 5 ? NAN : scoredAt(value + Math.PI - 3);
  };
  const resumption = { problem: { from: 'toy', to: 'mended' } };

  async function mended(more: Partial<RunPlan> = {}): Promise<Store> {
    const store = await stoppedAt(60, { evaluate: broken });
    await evolve({ ...toyPlan({ store }), resumption, ...more }, calm);
    return store;
  }

  test('measures references and elites again and goes on with a new search', async () => {
    const store = await mended();
    const events = await eventsOf(store);
    const at = events.findIndex(({ type }) => type === 'run-resumed');
    const resumedAt = events[at];
    if (resumedAt?.type !== 'run-resumed') throw new Error('the run was not resumed');
    const { problem } = resumedAt.changes ?? {};
    expect(problem).toMatchObject({ from: 'toy', to: 'mended' });
    expect(problem?.programs.slice(0, 2)).toEqual(['p0', 'p1']);
    const after = events.slice(at);
    const references = after.filter(({ type }) => type === 'baseline-measured');
    expect(references).toHaveLength(6);
    const again = after.filter((event) => event.type === 'program-remeasured');
    expect(again.map(({ id }) => id)).toEqual(problem?.programs);
    for (const { id, fitness } of again) {
      const source = store.blob(added(events).find((one) => one.id === id)?.sourceHash ?? '');
      const value = Number(/"policy\.ts":"([^"]*)"/.exec(source ?? '')?.[1]);
      expect(fitness).toBe(-Math.abs(value - Math.PI));
    }
    const { elites } = await replay(toyPlan({ store, evaluate: broken }));
    const measuredAfter = new Set([...again, ...added(after)].map(({ id }) => id));
    expect(elites.length).toBeGreaterThan(2);
    expect(elites.every(({ id }) => measuredAfter.has(id))).toBe(true);
  });

  test('is the same whether or not the work on it is stopped once more', async () => {
    const whole = timeless(await eventsOf(await mended()));
    for (const sequence of [64, 68, 72, 90]) {
      const stop = new AbortController();
      const onEvent = (logged: { readonly sequence: number }): void => {
        if (logged.sequence === sequence) stop.abort();
      };
      const store = await stoppedAt(60, { evaluate: broken });
      const plan = { ...toyPlan({ store }), resumption, onEvent };
      expect(await evolve(plan, stop.signal)).toEqual({ status: 'paused' });
      await evolve(toyPlan({ store }), calm);
      expect(timeless(await eventsOf(store))).toEqual(whole);
    }
  });

  test('measures again on what the evaluator failed, when it is proposed again', async () => {
    const store = await stoppedAt(60, { evaluate: broken });
    const faulty = added(await eventsOf(store)).find(({ reason }) => reason === 'evaluator-fault');
    expect(faulty).toBeDefined();
    const text = /"policy\.ts":"([^"]*)"/.exec(store.blob(faulty?.sourceHash ?? '') ?? '')?.[1];
    const same: Proposer = {
      ...stepProposer,
      propose: ({ parent }) =>
        Promise.resolve({
          source: textOf(Number(text)),
          parents: parent ? [parent.id] : [],
          note: 'the same',
        }),
    };
    const means = meansOf({}, { proposers: [same, climbProposer] });
    const both = { ...resumption, settings: settings('proposers', null, null) };
    await evolve({ ...changedPlan(store, means), resumption: both }, calm);
    const twins = added(await eventsOf(store)).filter(
      ({ normalHash }) => normalHash === faulty?.normalHash,
    );
    expect(twins.map(({ status }) => status)).toEqual(['rejected', 'scored']);
  });
});
