import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { formatProgress, startProgress } from '../../src/cli/progress.ts';
import type { RunEvent } from '../../src/core/events.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import type { RunView } from '../../src/view/run-view.ts';
import { failed, reserved, settled } from '../report/synthetic-models.ts';
import { added, budgetOf, logged, scored, started } from '../report/synthetic-run.ts';

function viewOf(...events: readonly RunEvent[]): RunView {
  const fold = createRunFold();
  for (const event of logged([started(), ...events])) fold.add(event);
  return fold.view({ live: true });
}

const seed: RunEvent = {
  type: 'baseline-measured',
  name: 'seed:a',
  split: 'train',
  evaluation: scored(110),
};

describe('the progress line', () => {
  test('has the best, its gap, evaluations, programs, rate and time left', () => {
    const view = viewOf(seed, added(0, { fitness: -89.65, metrics: { meanCostUsd: 89.65 } }));
    expect(formatProgress(view, 24.06)).toBe(
      'best 89.650 USD (+10.0 % to bound)  1/600 evaluations  1 program  24.1/s  25 s left',
    );
  });

  test('says when there is nothing yet', () => {
    expect(formatProgress(viewOf(), null)).toBe(
      'best: none yet  0/600 evaluations  0 programs  2 min 30 s left',
    );
  });

  test('the budget that ends first tells the time left', () => {
    const view = viewOf(added(0));
    expect(formatProgress(view, 1)).toMatch(/2 min 30 s left$/);
    expect(formatProgress(view, 599)).toMatch(/1 s left$/);
    const budget = { ...view.budget, evaluations: null, wallSeconds: null };
    const open = { ...view, budget };
    expect(formatProgress(open, 10)).toMatch(/ 1 evaluations  1 program  10\/s$/);
    const over = { ...view, evaluations: 700, activeSeconds: 1000 };
    expect(formatProgress(over, 10)).toMatch(/ finishing$/);
  });

  test('tells what was spent on models, who waits, and which model fails', () => {
    const budget = budgetOf({ evaluations: 600, usd: 5 });
    const fold = createRunFold();
    const failures = [3, 4, 5].flatMap((call) => [
      reserved(call, { model: 'local' }),
      failed(call, 'connection'),
    ]);
    const events = [
      { ...started(), budget },
      seed,
      added(0),
      reserved(1),
      settled(1, { spent: { calls: 1, tokens: 5000, usd: 1.234 } }),
      reserved(2),
      ...failures,
    ];
    for (const event of logged(events)) fold.add(event);
    const view = fold.view({ live: true });
    expect(formatProgress(view, 2)).toBe(
      'best 100 USD (+22.7 % to bound)  1/600 evaluations  1 program  1.23 of 5.00 USD  1 asking  2/s  5 min 0 s left  local failing',
    );
    expect(formatProgress(view, 2, 79)).toBe(
      'best 100 USD (+22.7 %)  1.23 of 5.00 USD  local failing',
    );
  });

  test('leaves out what matters least where there is little room', () => {
    const view = viewOf(seed, added(0, { fitness: -89.65, metrics: { meanCostUsd: 89.65 } }));
    const best = 'best 89.650 USD (+10.0 %';
    expect(formatProgress(view, 24.06, 79)).toBe(
      `${best} to bound)  1/600 evaluations  24.1/s  25 s left`,
    );
    expect(formatProgress(view, 24.06, 65)).toBe(`${best})  1/600 evaluations  24.1/s  25 s left`);
    expect(formatProgress(view, 24.06, 40)).toBe(`${best})  25 s left`);
    expect(formatProgress(view, 24.06, 20)).toBe('best 89.650 USD (+1\u2026');
  });

  test('has no rate while nothing is evaluated', () => {
    expect(formatProgress(viewOf(), 0)).not.toContain('/s');
  });
});

describe('showing progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function record(isTty: boolean) {
    const drawn: string[] = [];
    const lines: string[] = [];
    const io = {
      out: () => undefined,
      err: (line: string) => void lines.push(line),
      draw: (line: string) => void drawn.push(line),
      isTty,
      columns: 12,
    };
    return { io, drawn, lines };
  }

  test('one line is drawn at most ten times a second, cut to the width, and taken away', () => {
    const { io, drawn, lines } = record(true);
    const view = viewOf(added(0));
    const progress = startProgress(io, { view: () => view, now: () => Date.now() });
    vi.advanceTimersByTime(1000);
    progress.stop();
    vi.advanceTimersByTime(1000);

    expect(drawn).toHaveLength(11);
    expect(drawn.every((line) => line.length <= 11)).toBe(true);
    expect(drawn.at(0)).toMatch(/^best 100.*\u2026$/);
    expect(drawn.at(-1)).toBe('');
    expect(lines).toEqual([]);
  });

  test('where nobody watches a whole line comes every five seconds, with the present rate', () => {
    const { io, lines } = record(false);
    let view = viewOf(added(0));
    const progress = startProgress(io, { view: () => view, now: () => Date.now() });
    vi.advanceTimersByTime(5_000);
    view = { ...view, evaluations: 51 };
    vi.advanceTimersByTime(5_000);
    progress.stop();

    expect(lines).toHaveLength(2);
    expect(lines[0]).not.toContain('/s ');
    expect(lines[1]).toContain('51/600 evaluations  1 program  10/s');
  });

  test('where nobody watches nothing is said as long as nothing but the time changes', () => {
    const { io, lines } = record(false);
    let view = viewOf(added(0));
    const progress = startProgress(io, { view: () => view, now: () => Date.now() });
    vi.advanceTimersByTime(30_000);
    view = { ...view, activeSeconds: 40 };
    vi.advanceTimersByTime(30_000);
    expect(lines).toHaveLength(1);
    const { total } = view.models;
    view = { ...view, models: { ...view.models, total: { ...total, calls: 1, failed: 1 } } };
    vi.advanceTimersByTime(30_000);
    progress.stop();

    expect(lines).toHaveLength(2);
  });
});
