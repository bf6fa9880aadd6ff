import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { briefSections } from '../../src/prompt/brief-sections.ts';
import type { BriefContext } from '../../src/prompt/brief-context.ts';
import { scored } from '../../src/testing/fixtures.ts';
import { readPrompt } from './read-prompt.ts';
import { caseOf, programOf, sampleBrief, type SampleParts } from './sample-brief.ts';

const context: BriefContext = { declaration: 'export function x(): number;\n' };
const textsOf = (parts: SampleParts, slot: string, more: Partial<BriefContext> = {}): string[] => [
  ...(briefSections(sampleBrief(parts), { ...context, ...more }).get(slot)?.variants ?? []),
];
const textOf = (parts: SampleParts, slot: string, more: Partial<BriefContext> = {}): string =>
  textsOf(parts, slot, more)[0] ?? 'nothing';

const cases = [
  caseOf('a', 10, { bound: 8 }),
  caseOf('b', 12, { bound: 6, note: 'idle for 3 h' }),
  caseOf('c', 30, { valid: false, bound: 9, note: 'step threw' }),
  caseOf('d', 5, { bound: 5 }),
];
const parent = programOf('p7', 'export const x = 7;\n', {
  fitness: -14.250000000000002,
  standardError: 5.4321987,
  metrics: { costUsd: 14.250000000000002, launches: 3, 'costUsd/g': 14 },
  cases,
  feedback: 'case c failed',
});
const reference = (fitness: number): ReturnType<typeof scored> =>
  scored({
    fitness,
    cases: [caseOf('a', 9), caseOf('b', 13), caseOf('c', 29), caseOf('d', 5)],
  });

describe('the standing of the parent', () => {
  test('tells value, bound and best reference policy, with gaps in units and percent', () => {
    const references = [
      { name: 'seed:good', evaluation: reference(-1) },
      { name: 'baseline:weak', evaluation: reference(-20) },
      { name: 'baseline:strong', evaluation: reference(-14) },
    ];
    expect(textOf({ parent, background: { references } }, 'parent').split('\n\n')[0]).toBe(
      [
        '- costUsd: 14.250000000000002 USD (fitness -14.250000000000002, standard error 5.4322)',
        '- proven bound on these cases: 7 USD; the gap to it is 7.25 USD (103.6 %)',
        '- best reference policy, baseline:strong: 14 USD; this program is worse by 0.25 USD (1.786 %)',
        '- other metrics, means over the cases: launches 3, costUsd/g 14',
      ].join('\n'),
    );
  });

  test('tells apart what differs in the last digit', () => {
    const at = (fitness: number): string =>
      textOf({ direction: 'maximize', parent: programOf('p1', '', { fitness }) }, 'parent');
    expect(at(2.63586)).toContain('costUsd: 2.63586 USD');
    expect(at(0.1 + 0.2)).not.toBe(at(0.3));
    expect(at(-0)).toContain('costUsd: 0 USD (fitness 0,');
  });

  test('turns gaps around where more is better', () => {
    const maximal = programOf('p1', '', { fitness: 6, cases: [caseOf('a', 6, { bound: 8 })] });
    const references = [{ name: 'baseline:one', evaluation: scored({ fitness: 4 }) }];
    const text = textOf(
      { direction: 'maximize', parent: maximal, background: { references } },
      'parent',
    );
    expect(text).toContain('the gap to it is 2 USD (25 %)');
    expect(text).toContain('baseline:one: 4 USD; this program is better by 2 USD (50 %)');
  });

  test('holds nothing that differs between two equal runs', () => {
    const slow = scored({
      ...parent.evaluation,
      cost: { wallSeconds: 9, cpuSeconds: 8, decisions: 0 },
    });
    const all = (evaluation: typeof slow): unknown => [
      ...briefSections(sampleBrief({ parent: { ...parent, evaluation } }), context).values(),
    ];
    expect(all(slow)).toEqual(all(scored({ ...parent.evaluation })));
  });
});

describe('the table of cases', () => {
  test('has failed ones first, then the largest relative gaps, and fewer when room is short', () => {
    const references = [{ name: 'baseline:one', evaluation: reference(-14) }];
    const [full = '', shorter = '', shortest, last] = textsOf(
      {
        parent: {
          ...parent,
          evaluation: scored({ ...parent.evaluation, cases: [...cases, ...cases] }),
        },
        background: { references },
      },
      'cases',
    );
    expect(readPrompt(full).blocks[0]?.text.split('\n').slice(0, 5)).toEqual([
      'case | costUsd | bound | baseline:one | note',
      'c | FAILED (counts as 30) | 9 | 29 | step threw',
      'c | FAILED (counts as 30) | 9 | 29 | step threw',
      'b | 12 | 6 | 13 | idle for 3 h',
      'b | 12 | 6 | 13 | idle for 3 h',
    ]);
    expect(full).toContain(
      '8 cases, 2 failed. On 4 of them the best reference policy does better.',
    );
    expect(readPrompt(shorter).blocks[0]?.text.split('\n')).toHaveLength(1 + 5 + 1);
    expect(readPrompt(shortest ?? '').blocks[0]?.text.split('\n')).toHaveLength(1 + 2 + 1);
    expect(last).toBe('');
  });

  test('has no columns without content', () => {
    const plain = programOf('p1', '', { cases: [caseOf('a', 1), caseOf('b', 2)] });
    expect(readPrompt(textOf({ parent: plain }, 'cases')).blocks[0]?.text).toBe(
      'case | costUsd\nb | 2\na | 1\n',
    );
  });
});

describe('what came before', () => {
  const step = (id: string, from: string, fitness: number | null) => ({
    id,
    parents: [from],
    proposer: 'improve@m',
    note: `made ${id}`,
    fitness,
  });

  test('the line of ancestors says what was done to make the parent', () => {
    const background = { ancestors: [step('p5', 'p3', -15)], parentNote: 'waits "longer"' };
    expect(textsOf({ parent, background }, 'lineage')[0]).toContain(
      'The parent came from p5 by "waits \\"longer\\"": fitness',
    );
  });

  test('ancestors say what each changed and by how much it helped', () => {
    const ancestors = [step('p5', 'p3', -15), step('p3', 'p1', -14.5), step('p1', 'p0', -20)];
    expect(textsOf({ parent, background: { ancestors } }, 'lineage')[0]).toBe(
      [
        'The parent came from p5: fitness +0.75, better.',
        '',
        '- p5 from p3, by improve@m: "made p5"; fitness -15 (-0.5, worse)',
        '- p3 from p1, by improve@m: "made p3"; fitness -14.5 (+5.5, better)',
        '- p1 from p0, by improve@m: "made p1"; fitness -20',
      ].join('\n'),
    );
  });

  test('attempts stand under what came of them, equal ones once', () => {
    const tried = (id: string | null, fitness: number | null, reason?: string) => ({
      id,
      proposer: 'tune',
      note: 'x',
      fitness,
      reason,
    });
    const attempts = [
      tried(null, null, 'duplicate'),
      tried('p8', -14),
      tried('p9', -14.250000000000002),
      tried(null, null, 'duplicate'),
    ];
    expect(textOf({ parent, background: { attempts } }, 'attempts')).toBe(
      [
        'Better than it (these programs exist already):\n',
        '- p8, by tune: "x"; fitness -14 (+0.25, better)\n',
        'Not better (do not repeat):\n',
        '- p9, by tune: "x"; fitness -14.250000000000002 (0, no change)\n',
        'Failed, without a score:\n',
        '- by tune: "x"; no score: "duplicate" (2 times)',
      ].join('\n'),
    );
  });

  test('without any there is nothing to show', () => {
    expect(textsOf({ parent }, 'lineage')).toEqual(['']);
    expect(textsOf({ parent }, 'attempts')).toEqual(['']);
    expect(textsOf({ parent }, 'recent')).toEqual(['']);
  });
});

describe('other programs', () => {
  const other = programOf('p5', '// note\nexport const x = 5;\n', {
    fitness: -12,
    metrics: { launches: 6 },
    cases: [caseOf('a', 9), caseOf('b', 12)],
  });
  const another = programOf('p6', 'export const x = 6;\n', { fitness: -20 });

  test('say how they differ, and lose their sources from the last one on', () => {
    const texts = textsOf({ parent, inspirations: [other, another] }, 'inspirations');
    expect(texts.map((text) => readPrompt(text).blocks.map(({ label }) => label))).toEqual([
      ['program="p5" file="policy.ts"', 'program="p6" file="policy.ts"'],
      ['program="p5" file="policy.ts"'],
      [],
      [],
    ]);
    expect(texts[2]).toBe(
      '- p5: fitness -12 (+2.25, better than p7); better on 1 of 2 cases; launches 6 (+3)\n\n- p6: fitness -20 (-5.75, worse than p7)',
    );
    expect(texts[3]).toBe('');
  });

  test('lose their comments when asked, but for marks of constants', () => {
    const code =
      '// do this\nconst a = /* tune 1..3 */ 2; /* and that */\nexport const x = a; // now\n';
    const shown = textOf({ parent, inspirations: [programOf('p5', code)] }, 'inspirations', {
      stripComments: true,
    });
    expect(readPrompt(shown).blocks[0]?.text).toBe(
      'const a = /* tune 1..3 */ 2;\nexport const x = a;\n',
    );
  });

  test('the second parent and the one to repair are there when given, the former only once', () => {
    const given = { partner: other, rejected: { ...another, evaluation: failed } };
    const parts = { parent, inspirations: [other, another] };
    expect(textOf(parts, 'partner', given)).toContain('better than p7');
    expect(textOf(parts, 'inspirations', given)).not.toContain('p5');
    const repair = readPrompt(textOf(parts, 'rejected', given));
    expect(repair.prose).toContain('It has no score: crashed.');
    expect(repair.blocks[1]?.text).toBe('TypeError at policy.ts:1:2\n');
    expect(textsOf(parts, 'partner')).toEqual([]);
    expect(textsOf(parts, 'rejected')).toEqual([]);
  });

  test('the best is shown unless it is there already, and always to advisors', () => {
    const background = { best: other };
    expect(textOf({ parent, background }, 'best')).toContain('export const x = 5');
    expect(textOf({ parent, inspirations: [other], background }, 'best')).toBe('');
    expect(textOf({ parent, background: { best: parent } }, 'best')).toBe('');
    expect(textOf({ parent, background: { best: parent } }, 'champion')).toContain('x = 7');
  });
});

const failed = {
  status: 'rejected',
  reason: 'crashed',
  feedback: 'TypeError at policy.ts:1:2',
  cost: { wallSeconds: 0, cpuSeconds: 0, decisions: 0 },
} as const;

describe('notes of advisors', () => {
  const note = (text: string) => ({ text, evidence: ['p1'] });
  const notes = {
    'insights@m': [note('one'), note('two'), note('three')],
    paradigm: [note('north'), note('south')],
    other: [note('never')],
  };

  test('are drawn with the stream that is given, in their order', () => {
    const drawn = Array.from({ length: 40 }, (_, seed) =>
      textOf({ parent, background: { notes } }, 'insights', { rng: createRng(seed) }),
    );
    expect(new Set(drawn)).toEqual(
      new Set(
        [
          ['one', 'two'],
          ['one', 'three'],
          ['two', 'three'],
        ].map((pair) => pair.map((text) => `- "${text}" (seen in p1)`).join('\n')),
      ),
    );
    expect(textOf({ parent, background: { notes } }, 'insights', { rng: createRng(3) })).toBe(
      drawn[3],
    );
  });

  test('are all shown without a stream, and then no direction', () => {
    expect(textOf({ background: { notes } }, 'insights').split('\n')).toHaveLength(3);
    expect(textOf({ background: { notes } }, 'direction')).toBe('');
    expect(textOf({ background: { notes } }, 'directions').split('\n')).toHaveLength(2);
  });

  test('are named, so that the log can tell which a prompt carried', () => {
    const sections = briefSections(sampleBrief({ background: { notes } }), {
      ...context,
      insights: 1,
      rng: createRng(1),
    });
    expect(sections.get('insights')?.notes).toHaveLength(1);
    expect(['north', 'south']).toContain(sections.get('direction')?.notes?.[0]);
  });
});
