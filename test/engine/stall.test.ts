import { describe, expect, test } from 'vitest';
import { ModelError, ProposalError, StalledError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import type { Proposer } from '../../src/core/proposer.ts';
import { evolve } from '../../src/engine/evolve.ts';
import type { RunPlan } from '../../src/engine/run-plan.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { accountOf, toyModel, writerWith } from './toy-models.ts';
import { eventsOf, stepProposer, timeless, toyPlan, type ToyOptions } from './toy-run.ts';

const calm = new AbortController().signal;

function planWith(options: ToyOptions & { readonly budget?: RunPlan['budget'] }): RunPlan {
  const { budget = { evaluations: 100_000 }, overrides, ...rest } = options;
  return toyPlan({ ...rest, overrides: { ...overrides, budget } });
}

/** Never asks: its prompt is too long. */
const wordy: Proposer = {
  ...writerWith(toyModel()),
  propose: () => Promise.reject(new ProposalError('30,000 tokens', { kind: 'prompt-too-long' })),
};

/** Asks, pays, and can use nothing. */
function unusable(model: LanguageModel, kind = 'truncated'): Proposer {
  return {
    ...writerWith(model),
    async propose(_brief, { complete }) {
      const messages = [{ role: 'user' as const, text: '1' }];
      await complete(model, { messages, title: 'write' });
      throw new ProposalError(`the reply could not be used: ${kind}: it ends early`, { kind });
    },
  };
}

async function stalled(plan: RunPlan): Promise<StalledError> {
  const error = await evolve(plan, calm).catch((thrown: unknown) => thrown);
  if (error instanceof StalledError) return error;
  throw new Error(`no StalledError but ${String(error)}`);
}

/** The plan where replies take no time: the choice counts their seconds, which the machine's load decides. */
function withoutSeconds(plan: RunPlan): RunPlan {
  const { choice } = plan;
  const reward: typeof choice.reward = (one) => choice.reward({ ...one, cost: 0.001 });
  return { ...plan, choice: { ...choice, reward } };
}

function drops(events: readonly RunEvent[]): number {
  return events.filter(({ type }) => type === 'proposal-dropped').length;
}

describe('models that bring nothing', () => {
  test.each([
    ['prompts that never fit', wordy, /promptTokens/],
    ['replies that end early', unusable(toyModel()), /models\.NAME\.maxTokens/],
    ['edits that cannot be read', unusable(toyModel(), 'malformed-edit'), /proposers: \[rewrite\]/],
    ['a model that declines', unusable(toyModel(), 'refusal'), /name another model/],
    ['repetitions', unusable(toyModel(), 'duplicate'), /novelty\.threshold/],
  ])('%s pause the run, with the reason and the key that mends it', async (_, proposer, key) => {
    const plan = planWith({ proposers: [proposer] });
    const { message, hint } = await stalled(plan);
    expect(message).toMatch(/^no program came of the last 40 proposals of models.*; 40 of them: /);
    expect(hint).toMatch(key);
    const events = await eventsOf(plan.store);
    expect(drops(events)).toBe(40);
    expect(events.at(-1)).toMatchObject({ type: 'run-paused', reason: message });
  });

  test.each([{ usd: 0.2 }, { tokens: 20_000 }, { calls: 60 }])(
    'pause the run early where they use up a budget: %j',
    async (spending) => {
      const model = toyModel({ maxOutputTokens: 500 });
      const budget = { evaluations: 100, spending };
      const plan = planWith({ proposers: [unusable(model)], budget, overrides: { window: 1 } });
      await stalled(plan);
      const events = await eventsOf(plan.store);
      const { total } = accountOf(events);
      const [key, limit] = Object.entries(spending)[0] ?? [];
      expect(drops(events)).toBeGreaterThanOrEqual(12);
      expect(drops(events)).toBeLessThan(40);
      expect(total[key === 'usd' ? 'usd' : key === 'tokens' ? 'tokens' : 'calls']).toBeLessThan(
        0.5 * Number(limit),
      );
    },
  );

  test('are told from a mixed run, whose other proposers go on bringing programs', async () => {
    const plan = planWith({ proposers: [wordy, stepProposer], evaluations: 5_000 });
    expect((await stalled(plan)).message).toContain('30,000 tokens');
  });

  test('count replies that were billed and could not be read', async () => {
    const malformed = toyModel({
      fail: () => new ModelError('no choices', { kind: 'malformed', mayBeBilled: true }),
    });
    const proposers = [writerWith(malformed), stepProposer];
    const plan = planWith({ proposers, budget: { evaluations: 2_000, spending: { usd: 1 } } });
    const { message, hint } = await stalled(plan);
    expect([message, hint]).toEqual([
      expect.stringMatching(/ USD; \d+ of them: no choices$/),
      expect.stringContaining('baseUrl'),
    ]);
    expect(accountOf(await eventsOf(plan.store)).total.usd).toBeLessThan(0.6);
  });

  test('wait as long as budget.drops.models says', async () => {
    const budget = { evaluations: 1_000, drops: { models: 90 } };
    const plan = planWith({ proposers: [wordy], budget });
    expect((await stalled(plan)).message).toContain('the last 90 proposals');
  });

  test('start a new row with each program', async () => {
    const model = toyModel();
    const whole = writerWith(model);
    const broken = unusable(model);
    let asked = 0;
    const moody: Proposer = {
      ...whole,
      propose: (...given) => ((asked += 1) % 9 === 0 ? whole : broken).propose(...given),
    };
    const plan = planWith({ proposers: [moody], budget: { evaluations: 25 } });
    expect(await evolve(plan, calm)).toMatchObject({ status: 'finished', reason: 'evaluations' });
  });
});

describe('the rule', () => {
  test('is the same with 1 and with 8 slots and at any speed', async () => {
    const logs = [];
    for (const [evaluationSlots, jitterMs] of [
      [1, 0],
      [8, 3],
    ] as const) {
      const proposers = [unusable(toyModel()), stepProposer];
      const budget = { evaluations: 1_000, drops: { models: 6 } };
      const plan = withoutSeconds(planWith({ proposers, evaluationSlots, jitterMs, budget }));
      await stalled(plan);
      logs.push(committed(await eventsOf(plan.store)));
    }
    expect(logs[1]).toEqual(logs[0]);
  });

  test('counts on over an interruption, and starts again after it has paused the run', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const onEvent = ({ sequence }: { readonly sequence: number }): void => {
      if (sequence === 30) stop.abort();
    };
    const interrupted = planWith({ proposers: [wordy], store, overrides: { onEvent } });
    expect(await evolve(interrupted, stop.signal)).toEqual({ status: 'paused' });
    const before = drops(await eventsOf(store));
    expect(before).toBeGreaterThan(5);
    await stalled(planWith({ proposers: [wordy], store }));
    expect(drops(await eventsOf(store))).toBe(40);
    await stalled(planWith({ proposers: [wordy], store }));
    expect(drops(await eventsOf(store))).toBe(80);
  });

  test('ends a run whose proposer reserves nothing and finds the budget used up', async () => {
    const model = toyModel();
    const careless = { ...writerWith(model), reserve: undefined };
    const budget = { evaluations: 1_000, spending: { usd: 0.1 } };
    const plan = planWith({ proposers: [careless], budget });
    expect(await evolve(plan, calm)).toEqual({ status: 'finished', reason: 'spending' });
    expect(drops(await eventsOf(plan.store))).toBeLessThan(100);
  });
});

function committed(events: readonly RunEvent[]): unknown[] {
  const calls = ['call-reserved', 'call-settled'];
  return timeless(events.filter(({ type }) => !calls.includes(type)));
}
