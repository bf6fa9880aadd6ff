import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { createCallTally } from '../../src/view/call-tally.ts';
import { isFailing } from '../../src/view/models-view.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import { spentText } from '../../src/report/text/models.ts';
import { renderRunText } from '../../src/report/text/run.ts';
import type { RunView } from '../../src/view/run-view.ts';
import { failed, modelRun, reserved, settled } from '../report/synthetic-models.ts';
import { added, budgetOf, logged, started } from '../report/synthetic-run.ts';

function viewOf(...events: readonly RunEvent[]): RunView {
  const fold = createRunFold();
  const budget = budgetOf({ usd: 5, tokens: 100_000 });
  for (const event of logged([{ ...started(), budget }, ...events])) fold.add(event);
  return fold.view();
}

const lost = { outcome: 'lost', spent: { calls: 1, tokens: 20_000, usd: 0.2 } } as const;

describe('model calls of a run', () => {
  test('are counted by outcome, and uncertain dollars are counted separately', () => {
    const { models, left } = viewOf(
      reserved(1),
      settled(1),
      reserved(2),
      failed(2, 'rate-limit'),
      reserved(3),
      settled(3, lost),
      reserved(4),
      settled(4, { outcome: 'recalled', spent: { calls: 1, tokens: 1000, usd: 0.5 } }),
      reserved(5),
    );
    expect(models.total).toMatchObject({ calls: 4, answered: 1, failed: 1, lost: 1, recalled: 1 });
    expect(models.total.usd).toBeCloseTo(0.73, 12);
    expect(models.total).toMatchObject({ uncertainUsd: 0.2, recalledUsd: 0.5, tokens: 26_000 });
    expect(models.open).toEqual({ calls: 1, tokens: 20_000, usd: 0.2 });
    expect(left.usd).toBeCloseTo(5 - 0.73 - 0.2, 12);
    expect(left).toMatchObject({ tokens: 100_000 - 46_000, calls: null });
  });

  test('are credited to the proposer of their ordinal, whenever they settle', () => {
    const tally = createCallTally();
    tally.reserve(reserved(1, { ordinal: 7 }));
    tally.reserve(reserved(2, { ordinal: 7, model: 'opus' }));
    tally.reserve(reserved(3, { ordinal: 8 }));
    tally.settle(settled(1));
    expect(tally.view().pairs).toMatchObject([{ proposer: '', model: 'sonnet', calls: 1 }]);
    tally.commit(7, 'cross@both');
    tally.settle(settled(2));
    tally.settle(settled(3));
    expect(tally.view().pairs).toMatchObject([
      { proposer: 'cross@both', model: 'opus', calls: 1, usd: 0.03 },
      { proposer: 'cross@both', model: 'sonnet', calls: 1 },
      { proposer: '', model: 'sonnet', calls: 1 },
    ]);
  });

  test('a settlement of no call, or a second one, changes nothing', () => {
    const before = viewOf(reserved(1), settled(1)).models;
    expect(viewOf(reserved(1), settled(1), settled(1), settled(9)).models).toEqual(before);
  });

  test('a model fails while its last calls brought no reply, and a lost call says nothing', () => {
    const failures = [1, 2, 3].flatMap((call) => [reserved(call), failed(call, 'server', '503')]);
    const { models } = viewOf(...failures, reserved(4), settled(4, lost)).models;
    expect(models[0]).toMatchObject({
      failuresInRow: 3,
      lastFailure: { kind: 'server', message: '503' },
    });
    expect(models.map((model) => isFailing(model))).toEqual([true]);
    const again = viewOf(...failures, reserved(4), settled(4)).models.models;
    expect(again.map((model) => isFailing(model))).toEqual([false]);
  });

  test('a bill beyond its reservation is counted, and what was never sent is not', () => {
    const refused = { kind: 'unavailable', message: 'stopped' } as const;
    const refusal = settled(2, { outcome: 'failed', failure: refused });
    const { models, total, open } = viewOf(
      reserved(1),
      settled(1, { overrun: true }),
      reserved(2),
      refusal,
    ).models;
    expect(models).toMatchObject([{ overruns: 1, calls: 1, failed: 0, open: 0 }]);
    expect({ total: total.calls, open: open.calls }).toEqual({ total: 1, open: 0 });
  });

  test('tokens in and out are those of the replies', () => {
    const { events } = modelRun();
    const fold = createRunFold();
    for (const event of logged(events)) fold.add(event);
    const { total, models, pairs } = fold.view().models;
    expect((total.usage?.input ?? 0) + (total.usage?.output ?? 0)).toBe(total.tokens - 20_000);
    expect(total.usage?.cachedInput).toBeGreaterThan(0);
    const calls = (rows: readonly { readonly calls: number }[]): number =>
      rows.reduce((sum, row) => sum + row.calls, 0);
    expect([calls(models), calls(pairs)]).toEqual([total.calls, total.calls]);
    expect(pairs.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(total.usd, 10);
  });

  test('of 40,000 leave a view of bounded size', () => {
    const fold = createRunFold();
    let at = 0;
    const add = (event: RunEvent): void =>
      fold.add({ sequence: (at += 1), at, elapsedMs: at, event });
    for (let call = 1; call < 40_000; call += 1) {
      const model = `model-${call % 3}`;
      add(reserved(call, { ordinal: call, model }));
      add(settled(call, { seconds: 1 + (call % 100) / 10 }));
      add(added(call, { proposer: `improve@${model}` }));
    }
    const { models } = fold.view();
    expect(JSON.stringify(models).length).toBeLessThan(5_000);
    expect(models.models[0]?.medianSeconds).toBeCloseTo(6, 0);
  });
});

describe('what was spent', () => {
  const spent = (budget: Readonly<Record<string, number>>, tokens: number, usd: number): string => {
    const fold = createRunFold();
    const events = [
      { ...started(), budget: budgetOf(budget) },
      reserved(1),
      settled(1, { spent: { calls: 1, tokens, usd } }),
    ];
    for (const event of logged(events)) fold.add(event);
    return spentText(fold.view());
  };

  test('is shown in the unit of the budget that counts, or in any there is', () => {
    expect(spent({ usd: 5 }, 900, 0.0042)).toBe('0.0042 of 5.00 USD');
    expect(spent({ tokens: 10_000 }, 900, 1.5)).toBe('1.50 USD');
    expect(spent({ tokens: 10_000, calls: 9 }, 900, 0)).toBe('900 of 10,000 tokens');
    expect(spent({ tokens: 10_000, calls: 9 }, 0, 0)).toBe('1 of 9 calls');
    expect(spent({}, 900, 0)).toBe('900 tokens');
    expect(spent({}, 0, 0)).toBe('1 call');
  });
});

describe('what models cost', () => {
  test('is shown next to the gains of proposers, for a dollar', () => {
    const { proposers } = viewOf(
      added(0, { fitness: -100 }),
      reserved(1, { ordinal: 1 }),
      settled(1, { spent: { calls: 1, tokens: 10, usd: 0.5 } }),
      added(1, { fitness: -98, proposer: 'improve@sonnet' }),
      reserved(2, { ordinal: 2 }),
      settled(2, { spent: { calls: 1, tokens: 10, usd: 0.5 } }),
      added(2, { fitness: -99, proposer: 'improve@sonnet' }),
      added(3, { fitness: -97 }),
    );
    expect(proposers).toMatchObject([
      { name: 'genetic', gained: 1, calls: 0, usd: 0, gainedPerUsd: null },
      { name: 'improve@sonnet', gained: 2, calls: 2, usd: 1, gainedPerUsd: 2 },
      { name: 'seed', gained: 0, gainedPerUsd: null },
    ]);
  });

  test('is shown in the terminal with failing models and the latest notes', () => {
    const { events } = modelRun(120, '\u001B[2J\u202E');
    const fold = createRunFold();
    for (const event of logged(events)) fold.add(event);
    const text = renderRunText(fold.view(), { logHash: 'ab', archiveHash: null });
    expect(text).toMatch(
      /^models: \d+\.\d\d of 5\.00 USD, \d+ answered, 3 failed, 1 lost, .* left$/m,
    );
    expect(text).toMatch(/of that, 0\.20 USD may have been billed for calls without a reply/);
    expect(text).toMatch(/^ {2}local: .*; FAILING, 3 in a row: connection: connect ECONNREFUSED/m);
    expect(text).toMatch(/tokens in \(\d+ % cached\)|tokens in \(\d+\.\d % cached\)/);
    expect(text).toMatch(/^insights: wrote notes 1 time, the latest:\n {2}- Waiting is cheap/m);
    expect(text).toMatch(/^improve@sonnet: .*USD gained per USD paid$/m);
    expect(['\u001B', '\u202E'].filter((mark) => text.includes(mark))).toEqual([]);
  });
});

test('calls without an end ask while a run goes on, and were open when it stopped', () => {
  const fold = createRunFold();
  for (const event of logged([started(), added(0), reserved(1), reserved(2)])) fold.add(event);
  const text = (live: boolean): string =>
    renderRunText(fold.view({ live }), { logHash: '', archiveHash: null });
  expect(text(true)).toMatch(/^models: 0 calls, none settled, 2 asking$/m);
  expect(text(false)).toMatch(/^models: 0 calls, none settled, 2 open when it stopped$/m);
});

test('notes of advisors come with the programs they rest on', () => {
  const view = viewOf(
    added(0),
    added(1, { fitness: -90 }),
    ...(['p1', 'p7'] as const).map((id, index): RunEvent => ({
      type: 'advice-taken',
      ordinal: 2 + index,
      askedAfter: 2,
      selection: { parent: 'p0', inspirations: [] },
      island: 0,
      advisor: 'insights',
      notes: [{ text: `about ${id}`, evidence: [id, 'p0'] }],
      proposeSeconds: 1,
    })),
  );
  expect(view.advisors).toEqual([
    {
      name: 'insights',
      taken: 2,
      failed: 0,
      ordinal: 3,
      notes: [{ text: 'about p7', evidence: ['p7', 'p0'] }],
    },
  ]);
  expect(view.cited.map(({ id }) => id)).toEqual(['p0']);
});

test('an advisor that never had anything to say is an advisor all the same', () => {
  const fold = createRunFold();
  const failure: RunEvent = {
    type: 'proposal-dropped',
    ordinal: 1,
    proposer: 'paradigm',
    askedAfter: 1,
    selection: { parent: 'p0', inspirations: [] },
    island: 0,
    reason: 'nothing-to-offer',
    detail: 'no direction',
    evaluations: 0,
    proposeSeconds: 1,
  };
  const start = { ...started(), advisors: ['paradigm'] };
  for (const event of logged([start, added(0), failure])) fold.add(event);
  const { advisors, proposers } = fold.view();
  expect(advisors).toEqual([{ name: 'paradigm', taken: 0, failed: 1, ordinal: null, notes: [] }]);
  expect(proposers.map(({ name }) => name)).toEqual(['seed']);
});
