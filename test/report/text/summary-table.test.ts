import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/events.ts';
import { createRunFold } from '../../../src/view/run-fold.ts';
import { renderRunText } from '../../../src/report/text/run.ts';
import { renderSummaryTable } from '../../../src/report/text/summary-table.ts';
import { reproducibilityText, verdictText } from '../../../src/report/text/verdict.ts';
import { verdictOf } from '../../../src/view/verdict.ts';
import { added, late, logged, rejected, scored, started, syntheticRun } from '../synthetic-run.ts';

function foldOf(events: readonly RunEvent[]) {
  const fold = createRunFold();
  for (const event of logged(events)) fold.add(event);
  return fold;
}

const baseline = (name: string, mean: number, split = 'train'): RunEvent => ({
  type: 'baseline-measured',
  name,
  split,
  evaluation: scored(mean),
});

test('the table has a row for each seed, baseline, the best and the bound, aligned', () => {
  const fold = createRunFold();
  for (const event of syntheticRun()) fold.add(event);
  const rows = renderSummaryTable(fold.view()).split('\n');

  expect(rows.map((row) => row.split(' ')[0])).toEqual([
    '',
    rows[1],
    'seed:greedy',
    'seed:on-demand',
    'baseline:uniform-progress',
    'baseline:published-best',
    'best',
    'bound',
    'meanCostUsd',
  ]);
  const full = rows.slice(2, 7).map((row) => row.trimEnd().length);
  expect(new Set(full).size).toBe(1);
  expect(rows[0]).toMatch(/train +gap +validation +gap +test +gap$/);
  expect(rows[2]).toMatch(
    /^seed:greedy +118\.44 +\+45\.3 % +117\.84 +\+44\.6 % +120\.62 +\+48\.0 %$/,
  );
  expect(rows.at(-1)).toBe(
    'meanCostUsd in USD, lower is better; gap: distance to the proven bound',
  );
});

test.each([
  [70, /^ +train +validation +gap +test +gap$/, 'baseline:uniform-progress'],
  [60, /^ +train +validation +test$/, 'baseline:uniform-progress'],
  [40, /^ +validation +test$/, '\u2026ne:uniform-progress'],
])('in %i columns the gaps leave first, then train, and names lose their beginning', (...row) => {
  const [width, head, name] = row;
  const fold = createRunFold();
  for (const event of syntheticRun()) fold.add(event);
  const lines = renderSummaryTable(fold.view(), width).split('\n').slice(0, -1);

  expect(lines.filter((line) => line.length > width)).toEqual([]);
  expect(lines[0]).toMatch(head);
  expect(lines[4]).toContain(`${name} `);
});

test('what failed is named in the table and what was not measured is a dash', () => {
  const table = renderSummaryTable(
    foldOf([
      started(),
      { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: rejected },
      {
        type: 'baseline-measured',
        name: 'seed:b',
        split: 'train',
        evaluation: scored(99, { invalid: true }),
      },
    ]).view(),
  );
  expect(table).toMatch(/seed:a +invalid +– +–\n/);
  expect(table).toMatch(/seed:b +\d+\.\d+ \(6 invalid\)/);
  expect(table).toContain('nothing found');
});

test('an empty run has a table and a text', () => {
  const view = foldOf([]).view();
  expect(renderSummaryTable(view)).toContain('nothing found');
  expect(renderRunText(view, { logHash: 'x', archiveHash: null })).toContain('does not tell it');
});

test('the verdict compares on the most independent split', () => {
  const view = foldOf([
    started(),
    baseline('baseline:a', 100),
    baseline('baseline:a', 90, 'validation'),
    baseline('seed:b', 95, 'validation'),
    added(0, { fitness: -80 }),
    { type: 'program-validated', id: 'p0', evaluation: scored(94) },
  ]).view();
  const verdict = verdictOf(view);
  expect(verdict).toMatchObject({ split: 'validation', rival: { name: 'baseline:a' } });
  expect(verdictText(verdict)).toMatch(
    /^(Worse than|Not clearly different from) the best reference/,
  );
});

test('paired cases tell small differences from chance, unpaired errors do not', () => {
  const evaluation = scored(90);
  const cases = evaluation.cases.map((entry) => ({ ...entry, value: entry.value - 0.5 }));
  const value = cases.reduce((sum, entry) => sum + entry.value, 0) / cases.length;
  const better = { ...evaluation, cases, fitness: -value, metrics: { meanCostUsd: value } };
  const fold = foldOf([
    started(),
    { type: 'baseline-measured', name: 'seed:a', split: 'validation', evaluation },
    added(0),
    { type: 'program-validated', id: 'p0', evaluation: better },
  ]);
  expect(verdictOf(fold.view())?.outcome).toBe('even');
  expect(verdictOf(fold.view(), fold.cases)).toMatchObject({
    outcome: 'better',
    advantagePercent: expect.closeTo(0.555, 1),
    errorPercent: expect.closeTo(0, 9),
  });
});

test('the verdict is the same for a metric that is maximised', () => {
  const flipped = (mean: number) => ({
    ...scored(mean),
    fitness: mean,
    metrics: { meanCostUsd: mean },
    cases: scored(mean).cases.map((one) => ({ ...one, bound: one.value + 50 })),
  });
  const view = foldOf([
    { ...started(), objective: { metric: 'meanCostUsd', direction: 'maximize', unit: '' } },
    { type: 'baseline-measured', name: 'seed:a', split: 'test', evaluation: flipped(100) },
    added(0, { fitness: 120, metrics: { meanCostUsd: 120 } }),
    { type: 'test-measured', id: 'p0', evaluation: flipped(120) },
  ]).view();
  expect(verdictOf(view)).toMatchObject({
    outcome: 'better',
    split: 'test',
    advantagePercent: expect.closeTo(20, 9),
  });
});

test('a run text names the state, the verdict, the counts and the hashes', () => {
  const fold = createRunFold();
  for (const event of syntheticRun(100)) fold.add(event);
  const text = renderRunText(fold.view(), { logHash: 'aa', archiveHash: 'bb', cases: fold.cases });
  expect(text).toMatch(/^cant-be-late, seed 7: finished \(evaluations\), started 21 Sept 2026/);
  expect(text).toMatch(/100 programs, \d+ with a score, 100 evaluations/);
  expect(text).toMatch(/genetic: \d+ tried/);
  expect(text).toMatch(/log +aa\narchive +bb$/);
});

test('a finalist without a result says why, in the table and below it', () => {
  const view = foldOf([
    started(),
    added(0),
    { type: 'program-validated', id: 'p0', evaluation: scored(90) },
    { type: 'test-measured', id: 'p0', evaluation: late },
    { type: 'run-finished', reason: 'evaluations' },
  ]).view();
  const table = renderSummaryTable(view);
  expect(table).toMatch(/^best found \(p0\) .* timed-out \(by a clock\)$/m);
  expect(table).toContain(
    'p0 on test: rejected, timed-out (by a clock): case c3 used 31 s of processor time',
  );
});

test('where no program has a validation result the table still shows them, and why', () => {
  const view = foldOf([
    started(),
    added(0),
    { type: 'program-validated', id: 'p0', evaluation: late },
    { type: 'run-finished', reason: 'evaluations' },
  ]).view();
  const table = renderSummaryTable(view);
  expect(table).toMatch(/^nothing found$/m);
  expect(table).toMatch(/^p0 .* timed-out \(by a clock\) +no validation$/m);
  expect(table).toContain('p0 on validation: rejected, timed-out (by a clock): case c3 used 31 s');
});

test('a run with a verdict by a clock says that it cannot be reproduced, and no other run does', () => {
  expect(reproducibilityText({ clockVerdicts: 0, changes: [] })).toBeUndefined();
  expect(reproducibilityText({ clockVerdicts: 1, changes: [] })).toMatch(
    /cannot be reproduced .* one verdict/,
  );
  const fold = foldOf([started(), added(0), { type: 'test-measured', id: 'p0', evaluation: late }]);
  const details = { logHash: 'a', archiveHash: 'b' };
  expect(renderRunText(fold.view(), details)).toContain('cannot be reproduced from its seed');
  expect(renderRunText(foldOf([started(), added(0)]).view(), details)).not.toContain('reproduced');
});
