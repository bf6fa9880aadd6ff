import { describe, expect, test } from 'vitest';
import { createRunFold } from '../../../src/view/run-fold.ts';
import { renderReport } from '../../../src/report/page/page.ts';
import type { LoggedEvent } from '../../../src/core/store.ts';
import { createOriginSearch } from '../../../src/view/origins.ts';
import { failed, modelRun, reserved, settled, type SyntheticRun } from '../synthetic-models.ts';
import { added, logged, scored, started, syntheticRun } from '../synthetic-run.ts';

const EVIL = `</script></style><img src=x onerror=alert(1)>"'&<!--\u202E\u0000\${1}`;

function pageOf(events: readonly LoggedEvent[], text = 'export const a = 1;\n'): string {
  const fold = createRunFold();
  for (const event of events) fold.add(event);
  const source = { entry: 'policy.ts', files: { 'policy.ts': text } };
  return renderReport(
    { ...fold.view(), title: 'A run' },
    {
      bestSource: source,
      ancestor: { id: 'p0', source: { ...source, files: { 'policy.ts': 'old\n' } } },
      cases: fold.cases,
      logHash: 'ab',
      archiveHash: 'cd',
      elites: fold.elites(),
    },
  );
}

/** The page of a run with models, with every conversation of the lineage. */
function pageOfModels({ events, blob }: SyntheticRun): string {
  const fold = createRunFold();
  for (const event of logged(events)) fold.add(event);
  const view = fold.view();
  const search = createOriginSearch(view.lineage);
  for (const event of events) search.add(event);
  return renderReport(view, { origins: search.found(blob), run: 'my-run' });
}

/** Names of elements in the order of their start tags, what is inside scripts and styles left out. */
function elementsOf(page: string): string[] {
  const bare = page.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, '<$1></$1>');
  return [...bare.matchAll(/<([a-z][\w-]*)/g)].map(([, name]) => name ?? '');
}

describe('the report', () => {
  test('shows the elites with their cells, under the names of the features', () => {
    const page = pageOf(logged([started(), added(0), added(5, { cell: '2,7' })]));
    expect(page).toContain('2 elites on 2 islands: 1, 1.');
    expect(page).toContain('cell (lines, seconds)');
    expect(page).toMatch(/<th scope="row">p5<\/th>[^]*?<td>2,7<\/td>/);
  });

  test.each([
    ['of built-in proposers', () => pageOf(syntheticRun())],
    ['of models', () => pageOfModels(modelRun())],
  ])('of a run %s is balanced: every element that is opened is closed', (_what, make) => {
    const page = make();
    const childless = new Set(['meta', 'link', 'br', 'line', 'circle', 'path']);
    const bare = page.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, '');
    const open: string[] = [];
    for (const [, slash, name = ''] of bare.matchAll(/<(\/?)([a-z][\w-]*)/g)) {
      if (childless.has(name)) continue;
      if (slash !== '/') open.push(name);
      else if (open.at(-1) === name) open.pop();
      else open.push(`/${name}`);
    }
    expect(open).toEqual([]);
  });

  test('refers to nothing outside itself and runs no script', () => {
    const page = pageOf(syntheticRun());
    expect(page).not.toMatch(/https?:|\/\/[\w.]+\/|@import|url\(|<iframe|<object|<embed/i);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;|default-src/,
    );
    const scripts = [...page.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts).toEqual(['<script type="application/json" id="run">']);
    expect(page).not.toMatch(/\son\w+=/);
  });

  test('carries its own view as data', () => {
    const fold = createRunFold();
    for (const event of syntheticRun(60)) fold.add(event);
    const page = renderReport(fold.view());
    const [, json = ''] =
      /<script type="application\/json" id="run">([^]*?)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(fold.view())));
  });

  test('hostile text stays text, wherever it stands', () => {
    const harmless = pageOf(hostileRun('x'), 'x');
    const hostile = pageOf(hostileRun(EVIL), EVIL);
    expect(elementsOf(hostile)).toEqual(elementsOf(harmless));
    expect(hostile).not.toContain('<img');
    expect(['\u0000', '\u202E'].filter((mark) => hostile.includes(mark))).toEqual([]);
    expect(hostile).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('says what was found: verdict, policies, cases, source, change, lineage, hashes', () => {
    const page = pageOf(syntheticRun(), 'export const best = 1;\n');
    for (const text of [
      'Better than the best reference policy',
      'baseline:uniform-progress',
      'us-west-2a/start-05',
      'missed the deadline by 1.25 h',
      'export const best = 1;',
      '+ export const best = 1;',
      '- old',
      'replaced a constant',
      'log hash',
      'separate realms',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('of a run with models tells calls, costs, lessons and where the best came from', () => {
    const page = pageOfModels(modelRun(120));
    for (const text of [
      '0.48 of 5.00 USD for 64 calls: 60 answered, 3 failed, 1 lost.',
      '0.20 USD may have been billed for calls without a reply',
      'failing, 3 in a row: connection,',
      'proposals that did not end',
      'USD of a budget of 5.00, 64 calls',
      'gain per USD',
      'adrs explain my-run p108',
      'Cut from the prompt to make it fit: inspiration p3, attempts.',
      'Prompt, 1,932 characters',
      'There is no edit block in your answer.',
      '&lt;&lt;&lt;&lt;&lt;&lt;&lt; SEARCH',
      'waiting is cheap while there is slack',
      'Switching back to spot within the restart overhead never paid.',
      'Plan the last hour backwards',
    ]) {
      expect(page).toContain(text);
    }
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target = '']) => target);
    expect(links).toEqual(['program-p108', 'program-p3', 'program-p1', 'program-p2']);
    for (const target of links) expect(page.split(`id="${target}"`)).toHaveLength(2);
  });

  test('of a run with models keeps hostile replies, notes, ideas and failures text', () => {
    const harmless = pageOfModels(modelRun(60, 'x'));
    const hostile = pageOfModels(modelRun(60, EVIL));
    expect(elementsOf(hostile)).toEqual(elementsOf(harmless));
    expect(hostile).not.toContain('<img');
    expect(['\u0000', '\u202E'].filter((mark) => hostile.includes(mark))).toEqual([]);
    expect(hostile.split('&lt;img src=x onerror=alert(1)&gt;').length).toBeGreaterThan(40);
    expect(hostile).not.toMatch(/\shref="(?!#|data:)/);
  });

  test('stays small whatever models write', () => {
    const page = pageOfModels(modelRun(60, '"<\n'.repeat(100_000)));
    expect(page.length).toBeGreaterThan(500_000);
    expect(page.length).toBeLessThan(4_000_000);
    expect(page).toContain('characters left out');
  });

  test.each([
    ['nothing happened yet', []],
    ['only the start is known', logged([started()])],
    [
      'no program has a score',
      logged([started(), added(0, { fitness: null }), added(1, { fitness: null })]),
    ],
    ['one program has a score', logged([started(), added(0)])],
    [
      'a seed is the best',
      logged([
        started(),
        { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: scored(99) },
        added(0, { fitness: 0, metrics: {} }),
      ]),
    ],
  ])('is a page when %s', (_what, events) => {
    const page = pageOf(events);
    expect(page).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('stays small for a long run', () => {
    expect(pageOf(syntheticRun(3000)).length).toBeLessThan(600_000);
  });
});

/** A run whose every text is `text`. */
function hostileRun(text: string): LoggedEvent[] {
  const evaluation = scored(90);
  const cases = evaluation.cases.map((entry, index) => ({
    ...entry,
    id: `${text}${index}`,
    note: text,
    group: text,
  }));
  return logged([
    {
      ...started(),
      problem: text,
      seed: text,
      problemHash: text,
      objective: { metric: 'm', direction: 'minimize', unit: text },
      config: { [text === 'x' ? 'x' : 'x<']: text },
      host: [text],
    },
    { type: 'baseline-measured', name: `seed:${text}`, split: 'train', evaluation },
    { type: 'baseline-measured', name: `seed:${text}`, split: text, evaluation },
    added(0, { proposer: text, note: text, sourceHash: text }),
    added(1, { fitness: null, reason: text }),
    {
      type: 'program-validated',
      id: 'p0',
      evaluation: { ...evaluation, cases, metrics: { [text]: 1 } },
    },
    reserved(1, { model: text, title: text, ordinal: 2 }),
    settled(1),
    ...[2, 3, 4].flatMap((call) => [
      reserved(call, { model: `${text}2`, ordinal: 2 }),
      failed(call, 'server', text),
    ]),
    {
      type: 'advice-taken',
      ordinal: 2,
      askedAfter: 2,
      selection: { parent: 'p0', inspirations: [] },
      island: 0,
      advisor: text,
      notes: [{ text, evidence: [text, 'p0'] }],
      proposeSeconds: 1,
    },
    { type: 'run-paused', reason: text },
  ]);
}
