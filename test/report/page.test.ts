import { describe, expect, test } from 'vitest';
import { createRunFold } from '../../src/report/run-fold.ts';
import { renderReport } from '../../src/report/page.ts';
import type { LoggedEvent } from '../../src/core/events.ts';
import { added, logged, scored, started, syntheticRun } from './synthetic-run.ts';

const EVIL = `</script></style><img src=x onerror=alert(1)>"'&<!--\u202E\u0000\${1}`;

function pageOf(events: readonly LoggedEvent[], text = 'export const a = 1;\n'): string {
  const fold = createRunFold();
  for (const event of events) fold.add(event);
  const source = { entry: 'policy.ts', files: { 'policy.ts': text } };
  return renderReport(fold.view(), {
    title: 'A run',
    bestSource: source,
    ancestor: { id: 'p0', source: { ...source, files: { 'policy.ts': 'old\n' } } },
    cases: fold.cases,
    logHash: 'ab',
    archiveHash: 'cd',
  });
}

/** Names of elements in the order of their start tags, what is inside scripts and styles left out. */
function elementsOf(page: string): string[] {
  const bare = page.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, '<$1></$1>');
  return [...bare.matchAll(/<([a-z][\w-]*)/g)].map(([, name]) => name ?? '');
}

describe('the report', () => {
  test('is balanced: every element that is opened is closed', () => {
    const page = pageOf(syntheticRun());
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
      'Better than the best human policy',
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
    { type: 'run-paused', reason: text },
  ]);
}
