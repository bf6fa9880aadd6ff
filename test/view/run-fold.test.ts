import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/core/store.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import type { RunView } from '../../src/view/run-view.ts';
import {
  added,
  late,
  logged,
  objective,
  quarantined,
  rejected,
  scored,
  started,
  syntheticRun,
} from '../report/synthetic-run.ts';

function viewOf(events: readonly LoggedEvent[], live = false): RunView {
  const fold = createRunFold();
  for (const event of events) fold.add(event);
  return fold.view({ live });
}

describe('status', () => {
  test('an open log is running for the process that runs it and interrupted for any other', () => {
    const events = logged([started(), added(0)]);
    expect(viewOf(events, true).status).toBe('running');
    expect(viewOf(events).status).toBe('interrupted');
  });

  test('a pause, a resume and an end are told with their reasons', () => {
    const pause = { type: 'run-paused', reason: 'SIGINT' } as const;
    const resume = { type: 'run-resumed', programs: 1 } as const;
    const end = { type: 'run-finished', reason: 'plateau' } as const;
    expect(viewOf(logged([started(), pause]))).toMatchObject({
      status: 'paused',
      reason: 'SIGINT',
    });
    expect(viewOf(logged([started(), pause, resume]), true)).toMatchObject({
      status: 'running',
      reason: null,
    });
    expect(viewOf(logged([started(), pause, resume, end]))).toMatchObject({
      status: 'finished',
      reason: 'plateau',
    });
  });

  test('a score beyond the proven bound is not believed, whatever the log says', () => {
    const bounded = { ...started(), splits: { train: { cases: 2, bound: 80 } } };
    const beyond = added(1, { fitness: -79 });
    const evaluation = { ...scored(110), fitness: -10, metrics: { meanCostUsd: 10 } };
    const fold = createRunFold();
    const events = logged([
      bounded,
      { type: 'baseline-measured', name: 'baseline:b', split: 'train', evaluation },
      added(0, { fitness: -100 }),
      beyond,
      added(2, { fitness: -90, metrics: { meanCostUsd: 70 } }),
      { type: 'test-measured', id: 'p0', evaluation },
    ]);
    for (const event of events) fold.add(event);
    const view = fold.view();
    const reason = 'better than a proven bound';
    const doubted = { status: 'quarantined', reason, detail: expect.any(String), byClock: false };
    expect(view).toMatchObject({ scored: 1, rejected: { quarantined: 2 }, curve: [{ id: 'p0' }] });
    expect(view.references[0]?.splits['train']).toEqual(doubted);
    expect(view.finalists[0]?.splits['test']).toEqual(doubted);
    expect(view.best).toBeNull();
    expect(fold.elites()?.map(({ id }) => id)).toEqual(['p0']);
  });

  test('a head vouches for what came before it and for nothing after', () => {
    const head = 'ab'.repeat(32);
    const events = logged([
      started(),
      { type: 'run-paused', reason: 'x', head },
      { type: 'run-resumed', programs: 0 },
      added(0),
    ]);
    expect(viewOf(events)).toMatchObject({ status: 'interrupted', events: 4, headAt: 2 });
    expect(viewOf(events.slice(0, 2))).toMatchObject({ status: 'paused', events: 2, headAt: 2 });
    expect(viewOf(events.slice(0, 1))).toMatchObject({ headAt: null });
  });

  test('work time leaves out pauses, and what the clock of the wall does', () => {
    const events = logged([
      started(),
      added(0),
      { type: 'run-paused', reason: 'x' },
      { type: 'run-resumed', programs: 1 },
      added(1),
    ]).map((event, index) => ({
      ...event,
      at: [0, 86_400_000, 2000, 900_000, 903_000][index] ?? 0,
      elapsedMs: [0, 1000, 2000, 2000, 5000][index] ?? 0,
    }));
    expect(viewOf(events).activeSeconds).toBe(5);
  });

  test('an empty log is a view too', () => {
    const view = viewOf([]);
    expect(view).toMatchObject({ programs: 0, best: null, startedAt: null, curve: [] });
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });
});

describe('counts', () => {
  test('programs, rejections by reason, drops and evaluations add up', () => {
    const view = viewOf(
      logged([
        started(),
        added(0),
        added(1, { fitness: null }),
        added(2, { fitness: null, reason: 'timed-out', evaluations: 4 }),
        added(3, { fitness: null, status: 'quarantined', reason: 'better than its bound' }),
      ]),
    );
    expect(view).toMatchObject({ programs: 4, scored: 1, evaluations: 7 });
    expect(view.rejected).toEqual({ invalid: 1, 'timed-out': 1, quarantined: 1 });
  });

  test('verdicts of clocks add up, wherever the log holds them', () => {
    const { clockVerdicts } = viewOf(
      logged([
        started(),
        { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: rejected },
        { type: 'baseline-measured', name: 'seed:b', split: 'train', evaluation: late },
        added(0),
        added(1, { fitness: null, reason: 'timed-out', byClock: true, clockVerdicts: 3 }),
        { type: 'program-validated', id: 'p0', evaluation: late },
        { type: 'test-measured', id: 'p0', evaluation: late },
      ]),
    );
    expect(clockVerdicts).toBe(6);
  });

  test('proposers are credited for what they tried, added and improved', () => {
    const view = viewOf(syntheticRun(200));
    const genetic = view.proposers.find(({ name }) => name === 'genetic');
    const tried = view.proposers.reduce((sum, entry) => sum + entry.tried, 0);
    const drops = Object.values(view.dropped).reduce((sum, drop) => sum + drop, 0);
    expect(tried).toBe(view.programs + drops);
    expect(genetic?.tried).toBe((genetic?.added ?? 0) + drops);
    expect(view.proposers.reduce((sum, entry) => sum + entry.improved, 0)).toBe(view.curve.length);
  });
});

describe('the best program', () => {
  test('is the best on train while nothing is validated', () => {
    const view = viewOf(logged([started(), added(0), added(1, { fitness: -90 }), added(2)]));
    expect(view.best).toMatchObject({ id: 'p1', chosenBy: 'train', fitness: -90 });
    expect(view.best?.splits['train']).toMatchObject({ value: 90, cases: 2 });
  });

  test('is the best on validation once something is', () => {
    const view = viewOf(
      logged([
        started(),
        added(0, { fitness: -95 }),
        { type: 'program-validated', id: 'p0', evaluation: scored(96) },
        added(1, { fitness: -90 }),
        { type: 'program-validated', id: 'p1', evaluation: scored(99) },
      ]),
    );
    expect(view.best).toMatchObject({ id: 'p0', chosenBy: 'validation' });
  });

  test('is never one whose validation failed', () => {
    for (const evaluation of [rejected, quarantined]) {
      const view = viewOf(
        logged([
          started(),
          added(0, { fitness: -95 }),
          added(1, { fitness: -90 }),
          { type: 'program-validated', id: 'p1', evaluation },
          added(2, { fitness: -93 }),
          added(3, { fitness: null }),
        ]),
      );
      expect(view.best).toMatchObject({ id: 'p2', chosenBy: 'train' });
    }
  });

  test('does not exist in a run without a scored program', () => {
    expect(viewOf(logged([started(), added(0, { fitness: null })])).best).toBeNull();
  });

  test('has the test result and the lineage back to its seed', () => {
    const view = viewOf(syntheticRun());
    expect(view.best?.splits['test']?.status).toBe('scored');
    expect(view.lineage[0]?.id).toBe(view.best?.id);
    expect(view.lineage.at(-1)).toMatchObject({ id: 'p0', proposer: 'seed' });
    const fitness = view.lineage.map((step) => step.fitness ?? 0);
    expect(fitness).toEqual(fitness.toSorted((a, b) => b - a));
  });

  test('a log whose parents lead in circles has a finite lineage', () => {
    const loop = [added(0, { parents: ['p1'], fitness: -1 }), added(1, { parents: ['p0'] })];
    expect(viewOf(logged([started(), ...loop])).lineage.map(({ id }) => id)).toEqual(['p0']);
  });
});

describe('values', () => {
  test('gaps are in percent of the mean bound', () => {
    const evaluation = scored(100);
    const view = viewOf(
      logged([
        started(),
        { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation },
      ]),
    );
    const bound = 70 + 11.5;
    const value = evaluation.metrics['meanCostUsd'] ?? 0;
    expect(view.trainBound).toBe(bound);
    expect(view.references[0]?.splits['train']).toMatchObject({
      value,
      bound,
      gapPercent: expect.closeTo((100 * (value - bound)) / bound, 9),
    });
    const better = viewOf(
      logged([
        started(),
        { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation },
        added(0, { fitness: -82 }),
      ]),
    );
    expect(better.best?.splits['train']).toMatchObject({
      gapPercent: expect.closeTo((100 * (82 - bound)) / bound, 9),
    });
  });

  test('seeds come before baselines, and invalid cases are counted', () => {
    const view = viewOf(
      logged([
        started(),
        { type: 'baseline-measured', name: 'baseline:b', split: 'train', evaluation: rejected },
        {
          type: 'baseline-measured',
          name: 'seed:a',
          split: 'train',
          evaluation: scored(99, { invalid: true }),
        },
      ]),
    );
    expect(view.references.map(({ name }) => name)).toEqual(['seed:a', 'baseline:b']);
    expect(view.references[0]?.splits['train']).toMatchObject({ invalidCases: 6 });
    expect(view.references[1]?.splits['train']).toMatchObject({
      status: 'rejected',
      reason: 'invalid',
    });
  });

  test('the log says what the numbers mean', () => {
    const view = viewOf(logged([{ ...started(), objective: { ...objective, unit: 'cents' } }]));
    expect(view.objective).toEqual({ ...objective, unit: 'cents' });
  });

  test('a metric that the program did not report is replaced by its fitness', () => {
    const view = viewOf(logged([started(), added(0, { metrics: {} })]));
    expect(view.best?.splits['train']).toMatchObject({ value: -100 });
  });
});

test('a run of 100,000 programs has a bounded view', () => {
  const fold = createRunFold();
  for (const event of logged([started()])) fold.add(event);
  for (let ordinal = 0; ordinal < 100_000; ordinal += 1) {
    const parents = ordinal === 0 ? [] : [`p${ordinal - 1}`];
    const event = added(ordinal, { fitness: -100 + ordinal * 1e-4, parents });
    fold.add({ sequence: ordinal + 1, at: ordinal + 1, elapsedMs: ordinal + 1, event });
  }
  const view = fold.view();

  expect(view.programs).toBe(100_000);
  expect(view.curve.length).toBeLessThanOrEqual(401);
  expect(view.samples.length).toBeLessThanOrEqual(1201);
  expect(view.curve[0]?.evaluations).toBe(1);
  expect(view.curve.at(-1)?.evaluations).toBe(100_000);
  expect(view.lineage).toHaveLength(200);
  expect(JSON.stringify(view).length).toBeLessThan(500_000);
});
