import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Queue } from '../../src/core/evaluator.ts';
import type { Proposer } from '../../src/core/proposer.ts';
import { PluginError, ProposalError, StoreError } from '../../src/core/errors.ts';
import type { ProgramAdded, RunEvent } from '../../src/core/events.ts';
import type { Evaluation, Source } from '../../src/core/program.ts';
import type { EventListener } from '../../src/engine/run-plan.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import {
  climbProposer,
  eventsOf,
  withTextsOf,
  loggedOf,
  scoredAt,
  stepProposer,
  textOf,
  timeless,
  toyPlan,
  valueOf,
  type ToyOptions,
} from './toy-run.ts';

const never = new AbortController().signal;

async function runToy(options: ToyOptions = {}): Promise<RunEvent[]> {
  const plan = toyPlan(options);
  await evolve(plan, never);
  return eventsOf(plan.store);
}

function added(events: readonly RunEvent[]): ProgramAdded[] {
  return events.filter((event) => event.type === 'program-added');
}

describe('a run', () => {
  test('improves on its seeds and opens the test split once, at the end', async () => {
    const events = await runToy();
    const best = Math.max(...added(events).map(({ fitness }) => fitness ?? -Infinity));
    expect(best).toBeGreaterThan(-0.5);
    const firstTest = events.findIndex(({ type }) => type === 'test-measured');
    expect(firstTest).toBeGreaterThan(events.findLastIndex(({ type }) => type === 'program-added'));
    const tested = events.flatMap((event) => (event.type === 'test-measured' ? [event.id] : []));
    expect(tested.slice(0, 3)).toEqual(['seed:zero', 'seed:six', 'baseline:human']);
    expect(new Set(tested).size).toBe(5);
  });

  test('never spends more evaluations than its budget, trials of proposers included', async () => {
    for (const evaluations of [2, 3, 7, 40]) {
      const events = await runToy({ evaluations, jitterMs: 2 });
      let spent = 0;
      for (const event of events) if ('evaluations' in event) spent += event.evaluations;
      expect(spent).toBeLessThanOrEqual(evaluations);
      expect(spent).toBeGreaterThan(evaluations - 4);
    }
  });

  test('is the same with 1 and with 8 slots in strict order, whatever the timing', async () => {
    const one = await runToy({ evaluationSlots: 1 });
    const eight = await runToy({ evaluationSlots: 8, jitterMs: 4 });
    expect(timeless(eight)).toEqual(timeless(one));
  });

  test('gives the validation cases to each new best before anything else is committed', async () => {
    const events = (await runToy()).filter(({ type }) => type !== 'elites-changed');
    let best = -Infinity;
    for (const [index, event] of events.entries()) {
      if (event.type !== 'program-added' || (event.fitness ?? -Infinity) <= best) continue;
      best = event.fitness ?? best;
      expect(events[index + 1]).toMatchObject({ type: 'program-validated', id: event.id });
    }
  });

  test('stops at its target, on a plateau, and when proposers have nothing to offer', async () => {
    const target = toyPlan({ overrides: { budget: { evaluations: 500, targetFitness: -0.5 } } });
    expect(await evolve(target, never)).toEqual({ status: 'finished', reason: 'target' });
    const plateau = toyPlan({ overrides: { budget: { plateauEvaluations: 30 } } });
    expect(await evolve(plateau, never)).toEqual({ status: 'finished', reason: 'plateau' });
    const mute: Proposer = {
      name: 'mute',
      maxEvaluations: 0,
      propose: () => Promise.reject(new ProposalError('nothing')),
    };
    const consecutiveDrops = toyPlan({ proposers: [mute] });
    expect(await evolve(consecutiveDrops, never)).toEqual({
      status: 'finished',
      reason: 'exhausted',
    });
  });

  test('stops when its time is up and still measures the finalists', async () => {
    const budget = { wallSeconds: 0.2 };
    const plan = toyPlan({ jitterMs: 5, overrides: { budget } });
    expect(await evolve(plan, never)).toEqual({ status: 'finished', reason: 'wall-time' });
    expect((await eventsOf(plan.store)).at(-2)).toMatchObject({ type: 'test-measured' });
  });

  test('tells a failure that comes after its time is up', async () => {
    let validations = 0;
    const queue: Queue = {
      submit: async ({ source, split }) => {
        if (split !== 'validation') return scoredAt(valueOf(source));
        validations += 1;
        // After those of the two seeds and the baseline comes that of the first best program.
        if (validations !== 4) return scoredAt(valueOf(source));
        await sleep(100);
        throw new PluginError('a broken plugin');
      },
      close: () => Promise.resolve(),
    };
    const plan = toyPlan({ overrides: { queue, budget: { wallSeconds: 0.02 } } });
    await expect(evolve(plan, never)).rejects.toThrow('a broken plugin');
  });

  test('searches no more when it is resumed after its time was up', async () => {
    const budget = { wallSeconds: 0.2 };
    const first = toyPlan({ jitterMs: 5, overrides: { budget } });
    await evolve(first, never);
    const whole = await loggedOf(first.store);
    const cut = whole.findIndex(({ event }) => event.type === 'test-measured') + 1;
    const store = {
      ...first.store,
      read: async function* () {
        yield* await Promise.resolve(whole.slice(0, cut));
      },
    };
    const readBack: number[] = [];
    const resumed: RunEvent[] = [];
    const onEvent: EventListener = ({ sequence, event }, isNew) => {
      if (isNew) resumed.push(event);
      else readBack.push(sequence);
    };
    // Quicker than any timer: a loop that starts at all commits something.
    const queue: Queue = {
      submit: async ({ source }) => {
        await setImmediate();
        return scoredAt(valueOf(source));
      },
      close: () => Promise.resolve(),
    };
    await evolve(toyPlan({ store, overrides: { budget, onEvent, queue } }), never);
    expect(readBack).toEqual(whole.slice(0, cut).map(({ sequence }) => sequence));
    expect(added(resumed)).toEqual([]);
    expect(resumed.at(-1)).toMatchObject({ type: 'run-finished', reason: 'wall-time' });
  });

  test('drops a duplicate and says of what', async () => {
    const stubborn: Proposer = {
      ...stepProposer,
      propose: ({ parent }) =>
        Promise.resolve({ source: textOf(1), parents: parent ? [parent.id] : [], note: '' }),
    };
    const plan = toyPlan({ proposers: [stubborn] });
    await evolve(plan, never);
    const events = await eventsOf(plan.store);
    expect(added(events).map(({ id }) => id)).toEqual(['p0', 'p1', 'p2']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'proposal-dropped', reason: 'duplicate', detail: 'p2' }),
    );
  });

  test('ranks a failed candidate below every scored one, whatever the sign of the fitness', async () => {
    const failing = (value: number): boolean => value > 1 && value < 2;
    const events = await runToy({
      evaluate: (source) => {
        if (!failing(valueOf(source))) return scoredAt(valueOf(source));
        const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
        return { status: 'rejected', reason: 'crashed', feedback: 'boom', cost };
      },
    });
    const rejected = added(events).filter(({ status }) => status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    for (const { fitness, placement, id } of rejected) {
      expect([fitness, placement]).toEqual([null, 'not-added']);
      expect(added(events).some(({ parents }) => parents.includes(id))).toBe(false);
    }
  });

  test.each([2 ** 40, 2 ** -40, 1])(
    'makes the same choices when every fitness is multiplied by %d',
    async (scale) => {
      const scaled = (source: Source): Evaluation => {
        const evaluation = scoredAt(valueOf(source));
        if (evaluation.status !== 'scored') return evaluation;
        return { ...evaluation, fitness: evaluation.fitness * scale };
      };
      const choices = (events: readonly RunEvent[]): unknown[] =>
        added(events).map(({ id, selection, proposer, placement }) => {
          return { id, selection, proposer, placement };
        });
      const expected = choices(await runToy());
      expect(choices(await runToy({ evaluate: scaled }))).toEqual(expected);
    },
  );

  describe('an evaluator that fails', () => {
    const fault: Evaluation = {
      status: 'rejected',
      reason: 'evaluator-fault',
      feedback: 'case a: NaN as value',
      cost: { wallSeconds: 0, cpuSeconds: 0, decisions: 0 },
    };

    test('on a seed or a baseline stops the run with its name', async () => {
      const evaluate = (source: Source): Evaluation =>
        valueOf(source) === 3 ? fault : scoredAt(valueOf(source));
      const run = runToy({ evaluate });
      await expect(run).rejects.toThrow(PluginError);
      await expect(run).rejects.toThrow(/evaluator toy failed on baseline:human: case a: NaN/);
    });

    test('on a candidate now and then costs that candidate', async () => {
      let count = 0;
      const evaluate = (source: Source): Evaluation => {
        const value = valueOf(source);
        if ([0, 3, 6].includes(value)) return scoredAt(value);
        count += 1;
        return count % 4 === 0 ? fault : scoredAt(value);
      };
      const events = await runToy({ evaluate, evaluationSlots: 1 });
      const faults = added(events).filter(({ reason }) => reason === 'evaluator-fault');
      expect(faults.length).toBeGreaterThan(3);
      expect(events.at(-1)).toMatchObject({ type: 'run-finished' });
    });

    test('on five candidates in a row stops the run, and again when it is resumed', async () => {
      const evaluate = (source: Source): Evaluation =>
        [0, 3, 6].includes(valueOf(source)) ? scoredAt(valueOf(source)) : fault;
      const store = memoryStore();
      const says = /evaluator toy failed on programs in a row: (p\d+, ){4}p\d+$/;
      await expect(runToy({ evaluate, store })).rejects.toThrow(says);
      expect(
        added(await eventsOf(store)).filter(({ reason }) => reason !== undefined),
      ).toHaveLength(5);
      await expect(runToy({ evaluate, store })).rejects.toThrow(says);
    });
  });

  test('starts from nothing with the programs of its initial proposer', async () => {
    const initialProposer: Proposer = { ...stepProposer, name: 'initialProposer' };
    const events = await runToy({ overrides: { seeds: [], initialProposer } });
    const [first, ...others] = added(events);
    expect(first).toMatchObject({ proposer: 'initialProposer', parents: [] });
    expect(others.some(({ parents }) => parents.length > 0)).toBe(true);
    expect(Math.max(...others.map(({ fitness }) => fitness ?? -9))).toBeGreaterThan(-0.5);
  });

  test('quarantines a would-be champion whose second measurement differs', async () => {
    const measured = new Map<number, number>();
    const events = await runToy({
      evaluate: (source) => {
        const value = valueOf(source);
        const times = (measured.get(value) ?? 0) + 1;
        measured.set(value, times);
        const honest = scoredAt(value);
        const lucky = value > 0.2 && value < 3 && times === 1;
        return honest.status === 'scored' && lucky
          ? { ...honest, fitness: honest.fitness + 1 }
          : honest;
      },
    });
    const quarantined = added(events).filter(({ status }) => status === 'quarantined');
    expect(quarantined.length).toBeGreaterThan(0);
    expect(quarantined.every(({ fitness }) => fitness === null)).toBe(true);
  });
});

describe('screening', () => {
  test('drops what is clearly worse than its parent on the cheap cases, for part of the cost', async () => {
    const cascade = { cases: 2, threshold: 2 };
    const events = await runToy({ proposers: [stepProposer], overrides: { cascade } });
    const screened = events.filter(
      (event) => event.type === 'proposal-dropped' && event.reason === 'screened',
    );
    expect(screened.length).toBeGreaterThan(0);
    expect(screened[0]).toMatchObject({ evaluations: 0.5 });
  });
});

describe('a bad plugin', () => {
  test('stops the run when a seed does not score, naming it', async () => {
    const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
    const plan = toyPlan({
      evaluate: () => ({ status: 'rejected', reason: 'crashed', feedback: 'boom', cost }),
    });
    await expect(evolve(plan, never)).rejects.toThrow(/seed zero of toy is rejected: crashed boom/);
  });

  test('stops the run when a simulation throws, and records the pause', async () => {
    let calls = 0;
    const plan = toyPlan({
      evaluate: (source) => {
        calls += 1;
        if (calls > 30) throw new PluginError('the simulation threw');
        return scoredAt(valueOf(source));
      },
    });
    await expect(evolve(plan, never)).rejects.toThrow('the simulation threw');
    expect((await eventsOf(plan.store)).at(-1)).toMatchObject({ type: 'run-paused' });
  });

  test('a proposer that evaluates more than it announced is named', async () => {
    const greedy: Proposer = { ...climbProposer, name: 'greedy', maxEvaluations: 2 };
    await expect(evolve(toyPlan({ proposers: [greedy] }), never)).rejects.toThrow(/greedy/);
  });
});

describe('replay and resume', () => {
  test('a log read back asks the same questions and gets the same placements', async () => {
    for (const order of ['strict', 'eager'] as const) {
      const plan = toyPlan({ order, evaluationSlots: 4, jitterMs: 4 });
      await evolve(plan, never);
      const again = toyPlan({ order, store: plan.store });
      const { programs } = await replay(again);
      expect(programs).toBe(added(await eventsOf(plan.store)).length);
      expect(again.search.elites()).toEqual(plan.search.elites());
    }
  });

  test('a changed log is noticed', async () => {
    const plan = toyPlan();
    await evolve(plan, never);
    const forged = memoryStore();
    for (const event of await eventsOf(plan.store)) {
      const lie = event.type === 'program-added' && event.id === 'p9' ? { fitness: 0.5 } : {};
      await forged.append([{ ...event, ...lie }]);
    }
    await expect(replay(toyPlan({ store: forged }))).rejects.toThrow(StoreError);
  });

  test.each<[string, (event: RunEvent) => readonly RunEvent[]]>([
    [
      'a program in another cell',
      (event) => [event.type === 'program-added' ? { ...event, cell: '9' } : event],
    ],
    [
      'other elites that changed',
      (event) => [event.type === 'elites-changed' ? { ...event, left: ['p0'] } : event],
    ],
    ['no changes of elites', (event) => (event.type === 'elites-changed' ? [] : [event])],
    [
      'a change too many',
      (event) => [
        event,
        { type: 'elites-changed', cause: 'reset', island: 0, entered: [], left: [] },
      ],
    ],
  ])('a log is refused that tells of %s', async (_, forge) => {
    const plan = toyPlan();
    await evolve(plan, never);
    const forged = await withTextsOf(plan.store);
    for (const event of await eventsOf(plan.store)) await forged.append(forge(event));
    await expect(replay(toyPlan({ store: forged }))).rejects.toThrow(/^event \d+ of the log: /);
  });

  test('a log that ends before the last change of elites is refused', async () => {
    const plan = toyPlan();
    await evolve(plan, never);
    const events = await eventsOf(plan.store);
    const cut = await withTextsOf(plan.store);
    await cut.append(
      events.slice(
        0,
        events.findIndex(({ type }) => type === 'elites-changed'),
      ),
    );
    await expect(replay(toyPlan({ store: cut }))).rejects.toThrow(/it is missing/);
  });

  test('a run stopped at any event and resumed ends as an undisturbed one', async () => {
    const whole = await runToy();
    for (const cut of [1, 3, 9, 10, 17, 30, whole.length - 2]) {
      const store = memoryStore();
      const plan = toyPlan({ store: await cutShort(cut) });
      await evolve(plan, never);
      expect(timeless(await eventsOf(plan.store))).toEqual(timeless(whole));
      await store.close();
    }

    async function cutShort(cut: number): Promise<ReturnType<typeof memoryStore>> {
      const source = toyPlan();
      await evolve(source, never);
      const texts = new Map<string, string>();
      const store = memoryStore();
      for (const event of whole.slice(0, cut)) {
        const hashes =
          event.type === 'program-added' ? [event.sourceHash, event.evaluationHash] : [];
        const blobs = hashes.map((hash) => source.store.blob(hash) ?? texts.get(hash) ?? '');
        await store.append([event], blobs);
      }
      return store;
    }
  });

  test('an interrupted run pauses, keeps what it has and goes on', async () => {
    const controller = new AbortController();
    let events = 0;
    const onEvent = (): void => {
      events += 1;
      if (events === 25) controller.abort();
    };
    const plan = toyPlan({ jitterMs: 3, overrides: { onEvent } });
    expect(await evolve(plan, controller.signal)).toEqual({ status: 'paused' });
    expect((await eventsOf(plan.store)).at(-1)).toMatchObject({ reason: 'interrupted' });
    const resumed = toyPlan({ store: plan.store });
    expect(await evolve(resumed, never)).toEqual({ status: 'finished', reason: 'evaluations' });
    expect(timeless(await eventsOf(plan.store))).toEqual(timeless(await runToy()));
  });

  test('a finished run stays finished', async () => {
    const plan = toyPlan();
    await evolve(plan, never);
    const before = await eventsOf(plan.store);
    await evolve(toyPlan({ store: plan.store }), never);
    expect(await eventsOf(plan.store)).toEqual(before);
  });

  test('a log that can take no more stops the run with the error of the log', async () => {
    const store = memoryStore();
    let appends = 0;
    const failing = {
      ...store,
      append: (...args: Parameters<typeof store.append>) => {
        appends += 1;
        if (appends < 20) return store.append(...args);
        return Promise.reject(new StoreError('the disk is full'));
      },
    };
    await expect(evolve(toyPlan({ store: failing }), never)).rejects.toThrow('the disk is full');
    await evolve(toyPlan({ store }), never);
    expect(timeless(await eventsOf(store))).toEqual(timeless(await runToy()));
  });
});
