import { describe, expect, test } from 'vitest';
import type { Advisor } from '../../src/core/proposer.ts';
import { ModelError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { Store } from '../../src/core/store.ts';
import { createRng } from '../../src/core/rng.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import type { RunPlan } from '../../src/engine/run-plan.ts';
import { worstOf } from '../../src/models/cost.ts';
import { logHash } from '../../src/view/run-hash.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { accountOf, repliesOf, toyModel, writerWith } from './toy-models.ts';
import { eventsOf, loggedOf, stepProposer, timeless, toyPlan } from './toy-run.ts';

const calm = new AbortController().signal;

/** Events in the order of commits, without those that stand in the order of arrival. */
function committed(events: readonly RunEvent[]): unknown[] {
  return timeless(events.filter(({ type }) => !type.startsWith('call-')));
}

/** A plan whose only proposer asks a model. */
function planWith(
  model: ReturnType<typeof toyModel>,
  { store = memoryStore(), ...options }: Partial<RunPlan> & { readonly store?: Store } = {},
): RunPlan {
  const proposers = options.proposers ?? [writerWith(model)];
  return toyPlan({
    store,
    proposers,
    evaluations: 60,
    overrides: { proposalSlots: 8, ...options },
  });
}

describe('calls', () => {
  test('1,000 calls with 64 in flight and random costs never exceed a budget', async () => {
    const store = memoryStore();
    const latency = createRng('latency');
    const model = toyModel({ latencyMs: () => latency.next() * 4 });
    const proposers = [writerWith(model, { calls: 2 })];
    const budget = { evaluations: 5_000, spending: { usd: 7.5, calls: 1_000 } };
    const plan = planWith(model, { store, proposers, proposalSlots: 64, window: 64, budget });
    expect(await evolve(plan, calm)).toEqual({ status: 'finished', reason: 'spending' });
    const { total, peakUsd, open } = accountOf(await eventsOf(store));
    expect(peakUsd).toBeLessThanOrEqual(7.5);
    expect(open).toBe(0);
    expect(total.calls).toBeGreaterThan(900);
    expect(total.calls).toBeLessThanOrEqual(1_000);
  });

  test('a budget in dollars ends a run, and what is left covers no further proposal', async () => {
    const store = memoryStore();
    const model = toyModel();
    const budget = { evaluations: 5_000, spending: { usd: 0.5 } };
    expect(await evolve(planWith(model, { store, budget }), calm)).toMatchObject({
      reason: 'spending',
    });
    const { total, peakUsd } = accountOf(await eventsOf(store));
    expect(peakUsd).toBeLessThanOrEqual(0.5);
    const worst = worstOf([{ role: 'user', text: '0123456789' }], model).usd;
    expect(total.usd).toBeGreaterThan(0.5 - worst);
  });

  test('a budget in tokens ends a run', async () => {
    const store = memoryStore();
    const budget = { evaluations: 5_000, spending: { tokens: 20_000 } };
    await evolve(planWith(toyModel(), { store, budget }), calm);
    expect(accountOf(await eventsOf(store)).total.tokens).toBeLessThanOrEqual(20_000);
  });

  test('what the programs say they cost adds up to what the calls cost', async () => {
    const store = memoryStore();
    await evolve(planWith(toyModel(), { store }), calm);
    const events = await eventsOf(store);
    const said = events.reduce(
      (sum, event) => sum + ('spending' in event ? (event.spending?.usd ?? 0) : 0),
      0,
    );
    expect(said).toBeCloseTo(accountOf(events).total.usd, 12);
    expect(said).toBeGreaterThan(0);
  });

  test('a run stopped anywhere and resumed pays for no answered call twice', async () => {
    for (const stopAt of [30, 41, 70, 110]) {
      const store = memoryStore();
      const asked = new Map<string, number>();
      const model = toyModel({
        latencyMs: ({ key }) => Number.parseInt(key.slice(0, 2), 16) / 64,
        onRequest: ({ key }) => asked.set(key, (asked.get(key) ?? 0) + 1),
      });
      const stop = new AbortController();
      const onEvent = ({ sequence }: { readonly sequence: number }): void => {
        if (sequence === stopAt) stop.abort();
      };
      await evolve(planWith(model, { store, onEvent }), stop.signal);
      const before = await eventsOf(store);
      const answered = before.filter(
        (event) => event.type === 'call-settled' && event.outcome === 'answered',
      ).length;
      await evolve(planWith(model, { store }), calm);
      const whole = memoryStore();
      await evolve(planWith(toyModel(), { store: whole }), calm);
      expect(committed(await eventsOf(store))).toEqual(committed(await eventsOf(whole)));
      const twice = [...asked.values()].filter((count) => count > 1).length;
      const lost = (await eventsOf(store)).filter(
        (event) => event.type === 'call-settled' && event.outcome === 'lost',
      ).length;
      expect(twice).toBe(lost);
      expect(answered).toBeGreaterThan(0);
    }
  });

  test('with one question asked several times, each is a sample of its own', async () => {
    const keys = new Set<string>();
    const model = toyModel({ onRequest: ({ key }) => keys.add(key) });
    let texts: readonly string[] = [];
    const many = {
      ...writerWith(model),
      reserve: undefined,
      propose: async (...[brief, context]: Parameters<typeof stepProposer.propose>) => {
        const question = { messages: [{ role: 'user' as const, text: '1' }], title: 'one' };
        const answers = await Promise.all([0, 1, 2].map(() => context.complete(model, question)));
        texts = answers.map(({ text }) => text);
        return stepProposer.propose(brief, context);
      },
    };
    const budget = { evaluations: 3 };
    await evolve(planWith(model, { proposers: [many], budget }), calm);
    expect(keys.size).toBe(3);
    expect(new Set(texts).size).toBe(3);
  });
});

describe('recorded replies', () => {
  const run = async (options: Partial<RunPlan>): Promise<ReturnType<typeof memoryStore>> => {
    const store = memoryStore();
    const fail = ({ key }: { readonly key: string }): ModelError | undefined =>
      key.startsWith('0') ? new ModelError('busy', { kind: 'server' }) : undefined;
    const model = toyModel({
      latencyMs: ({ key }) => Number.parseInt(key.slice(0, 2), 16) / 32,
      fail,
    });
    const retry = { attempts: 2, baseMs: 1, maxMs: 1, random: () => 0 };
    await evolve(planWith(model, { store, calls: { retry, misses: 'ask' }, ...options }), calm);
    return store;
  };
  const silent = toyModel({
    fail: () => new ModelError('the network is off', { kind: 'access' }),
  });

  test.each(['strict', 'eager'] as const)(
    'in %s order a second run without a network is the same, event for event',
    async (order) => {
      const first = await run({ order });
      const logged = await loggedOf(first);
      const ordinals = logged.flatMap(({ event }) =>
        'askedAfter' in event ? [event.ordinal] : [],
      );
      const retry = { attempts: 2, baseMs: 1, maxMs: 1, random: () => 0 };
      const replies = repliesOf(logged, (hash) => first.blob(hash));
      const store = memoryStore();
      const plan = planWith(silent, {
        store,
        order,
        calls: { retry, misses: 'fail', replies },
        follow: { ordinals, reason: undefined },
      });
      expect(await evolve(plan, calm)).toEqual({ status: 'finished', reason: 'evaluations' });
      expect(committed(await eventsOf(store))).toEqual(committed(await eventsOf(first)));
      expect(await logHash(await loggedOf(store))).toBe(await logHash(logged));
      const account = accountOf(await eventsOf(store)).total;
      expect(account).toEqual({
        ...accountOf(await eventsOf(first)).total,
        usd: expect.closeTo(accountOf(await eventsOf(first)).total.usd, 12),
      });
    },
  );

  test('a run that its time cut off in mid-call is followed to the same end', async () => {
    const first = memoryStore();
    const slow = toyModel({
      latencyMs: ({ key }) => Number.parseInt(key.slice(0, 2), 16) / 8,
      fail: ({ key }) =>
        /^[0-3]/.test(key) ? new ModelError('busy', { kind: 'server' }) : undefined,
    });
    const retry = { attempts: 9, baseMs: 1, maxMs: 1, random: () => 0 };
    const budget = { evaluations: 5_000, wallSeconds: 0.4 };
    await evolve(
      planWith(slow, { store: first, order: 'eager', budget, calls: { retry, misses: 'ask' } }),
      calm,
    );
    const logged = await loggedOf(first);
    const ordinals = logged.flatMap(({ event }) => ('askedAfter' in event ? [event.ordinal] : []));
    const replies = repliesOf(logged, (hash) => first.blob(hash));
    const store = memoryStore();
    const calls = { retry, misses: 'fail', replies } as const;
    const follow = { ordinals, reason: 'wall-time' } as const;
    const again = planWith(silent, {
      store,
      order: 'eager',
      budget: { evaluations: 5_000 },
      calls,
      follow,
    });
    expect(await evolve(again, calm)).toEqual({ status: 'finished', reason: 'wall-time' });
    expect(committed(await eventsOf(store))).toEqual(committed(await eventsOf(first)));
  });

  test('a question without a recorded reply stops an offline run and names the question', async () => {
    const retry = { attempts: 1, baseMs: 1, maxMs: 1, random: () => 0 };
    const plan = planWith(silent, {
      calls: { retry, misses: 'fail', replies: { find: () => undefined } },
    });
    await expect(evolve(plan, calm)).rejects.toMatchObject({
      kind: 'missing-reply',
      message: expect.stringContaining('"write"'),
    });
  });

  test('a log with model calls reads back as the same run', async () => {
    for (const order of ['strict', 'eager'] as const) {
      const store = await run({ order });
      const programs = (await eventsOf(store)).filter(({ type }) => type === 'program-added');
      const replayed = await replay(planWith(silent, { store, order }));
      expect(replayed.programs).toBe(programs.length);
    }
  });
});

describe('a provider in trouble', () => {
  const down = toyModel({
    name: 'down',
    fail: () => new ModelError('503', { kind: 'server' }),
  });

  test('the run goes on with the others and leaves the one that fails alone', async () => {
    const store = memoryStore();
    const proposers = [writerWith(toyModel({ name: 'up' })), writerWith(down)];
    const budget = { evaluations: 200 };
    expect(await evolve(planWith(down, { store, proposers, budget }), calm)).toMatchObject({
      status: 'finished',
    });
    const events = await eventsOf(store);
    const asked = events.filter(
      (event) => event.type === 'call-reserved' && event.model === 'down',
    ).length;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(60);
  });

  test('when every model is down the run pauses and says so, and goes on later', async () => {
    const store = memoryStore();
    await expect(evolve(planWith(down, { store }), calm)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('503'),
    });
    const paused = (await eventsOf(store)).at(-1);
    expect(paused).toMatchObject({ type: 'run-paused', reason: expect.stringContaining('down') });

    const healed = toyModel({ name: 'down' });
    expect(await evolve(planWith(healed, { store }), calm)).toMatchObject({ status: 'finished' });
    const programs = (await eventsOf(store)).filter(({ type }) => type === 'program-added').length;
    expect(programs).toBeGreaterThan(40);
    await expect(replay(planWith(healed, { store }))).resolves.toMatchObject({ programs });
  });

  test('a wrong key stops the run at once', async () => {
    let requests = 0;
    const locked = toyModel({
      onRequest: () => (requests += 1),
      fail: () => new ModelError('401: wrong key', { kind: 'access' }),
    });
    await expect(evolve(planWith(locked, { proposalSlots: 1 }), calm)).rejects.toThrow('401');
    expect(requests).toBeLessThanOrEqual(2);
  });

  test('a wrong key is reported although an older candidate is still at work', async () => {
    const stuck = toyModel({ name: 'stuck', latencyMs: () => 60_000 });
    const locked = toyModel({
      name: 'locked',
      fail: () => new ModelError('401: wrong key', { kind: 'access' }),
    });
    const proposers = [writerWith(stuck), writerWith(locked)];
    await expect(evolve(planWith(locked, { proposers }), calm)).rejects.toThrow('401');
  });

  test('a stuck model does not hold up the others in eager order', async () => {
    const store = memoryStore();
    const stuck = toyModel({ name: 'stuck', latencyMs: () => 60_000 });
    const proposers = [writerWith(toyModel({ name: 'quick' })), writerWith(stuck)];
    const stop = new AbortController();
    let quick = 0;
    const onEvent = ({ event }: { readonly event: RunEvent }): void => {
      if (event.type === 'program-added' && event.proposer === 'write@quick') quick += 1;
      if (quick === 30) stop.abort();
    };
    const options = { store, proposers, onEvent, window: 9, proposalSlots: 9 };
    await evolve(planWith(stuck, { ...options, order: 'eager' }), stop.signal);
    expect(quick).toBeGreaterThanOrEqual(30);
  });

  test('a stuck model leaves room to proposers without one, which do not eat up the evaluations', async () => {
    const store = memoryStore();
    const stuck = toyModel({ name: 'stuck', latencyMs: () => 60_000 });
    const proposers = [writerWith(stuck), stepProposer];
    const stop = new AbortController();
    let steps = 0;
    const onEvent = ({ event }: { readonly event: RunEvent }): void => {
      if (event.type === 'program-added' && event.proposer === 'step') steps += 1;
    };
    const budget = { evaluations: 100, spending: { usd: 100 } };
    const sizes = { window: 10, proposalSlots: 10, order: 'eager' } as const;
    const running = evolve(
      planWith(stuck, { store, proposers, onEvent, budget, ...sizes }),
      stop.signal,
    );
    setTimeout(() => stop.abort(), 500);
    await running;
    expect(steps).toBeGreaterThan(15);
    expect(steps).toBeLessThan(50);
  });
});

describe('advisors', () => {
  const model = toyModel();
  const advisor: Advisor = {
    name: 'insights',
    model: 'toy',
    reserve: { calls: 1, tokens: 0, usd: 0 },
    async advise(brief, { complete }) {
      const answer = await complete(model, {
        messages: [{ role: 'user', text: String(brief.background().recent.length) }],
        title: 'insights',
      });
      const evidence = brief.background().recent.map(({ id }) => id);
      return { notes: [{ text: `lesson ${answer.text}`, evidence }] };
    },
  };
  const seen: (readonly unknown[])[] = [];
  const reader = {
    ...writerWith(model),
    propose: (...[brief, context]: Parameters<typeof stepProposer.propose>) => {
      seen.push(brief.background().notes['insights'] ?? []);
      return writerWith(model).propose(brief, context);
    },
  };

  test('write notes every so many programs, which later briefs carry, the same in a replay', async () => {
    const store = memoryStore();
    const advisors = [{ advisor, every: { programs: 10 } }];
    const proposers = [reader];
    await evolve(planWith(model, { store, advisors, proposers }), calm);
    const taken = (await eventsOf(store)).filter((event) => event.type === 'advice-taken');
    expect(taken.length).toBeGreaterThan(3);
    expect(taken.length).toBeLessThan(8);
    expect(taken[0]?.notes[0]?.evidence.length).toBeGreaterThan(5);
    expect(seen[0]).toEqual([]);
    expect(seen.at(-1)).not.toEqual([]);
    await replay(planWith(model, { store, advisors, proposers }));
  });

  test('are asked on a plateau once, and again only when it lasts', async () => {
    const store = memoryStore();
    const still = {
      ...writerWith(model),
      propose: (...[brief, context]: Parameters<typeof stepProposer.propose>) => {
        const { ordinal } = brief;
        const value = 50 + ordinal;
        return writerWith(model)
          .propose(brief, context)
          .then((proposal) => ({
            ...proposal,
            source: { entry: 'policy.ts', files: { 'policy.ts': String(value) } },
          }));
      },
    };
    const advisors = [{ advisor: { ...advisor, name: 'paradigm' }, every: { plateau: 20 } }];
    await evolve(planWith(model, { store, advisors, proposers: [still] }), calm);
    const taken = (await eventsOf(store)).filter((event) => event.type === 'advice-taken');
    expect(taken.length).toBe(2);
  });
});
