import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProposalError } from '../../src/core/errors.ts';
import { composePrompt, type ComposedPrompt } from '../../src/prompt/compose-prompt.ts';
import type { Section } from '../../src/prompt/section.ts';
import { parseTemplate } from '../../src/prompt/template.ts';

const template = parseTemplate(
  'a.md',
  '# System\n\nBe.\n\n# User\n\n{{top}}\n\n{{middle}}\n\n{{low}}\n\nEnd.',
);
const section = (slot: string, importance: number, ...variants: string[]): [string, Section] => [
  slot,
  { slot, title: '', importance, variants },
];
const all = new Map([
  section('top', Infinity, 'T'.repeat(10), 'T'),
  section('low', 1, 'l'.repeat(50), 'l'.repeat(20), ''),
  section('middle', 2, 'm'.repeat(30), 'm'.repeat(10), ''),
  section('unused', 3, 'u'.repeat(1000)),
]);
/** The prose of the template, with the blank lines that it keeps. */
const PROSE = 'Be.'.length + 'End.'.length;
const compose = (maxTokens: number, sections = all): ComposedPrompt =>
  composePrompt({
    template,
    sections,
    countTokens: (text) => text.replaceAll('\n', '').length,
    maxTokens,
  });

describe('a prompt', () => {
  test('that fits is complete and counts what it holds', () => {
    const { messages, tokens, cut } = compose(PROSE + 90);
    expect(tokens).toBe(PROSE + 90);
    expect(cut).toEqual([]);
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  test.each([
    [89, 10 + 30 + 20, ['low: shortened']],
    [60, 10 + 30 + 20, ['low: shortened']],
    [59, 10 + 30, ['low: left out']],
    [39, 10 + 10, ['low: left out', 'middle: shortened']],
    [19, 10, ['low: left out', 'middle: left out']],
    [9, 1, ['low: left out', 'middle: left out', 'top: shortened']],
  ])('with room for %i is cut from the least important up', (room, tokens, cut) => {
    const composed = compose(PROSE + room);
    expect(composed.tokens).toBe(PROSE + tokens);
    expect(composed.cut).toEqual(cut);
  });

  test('keeps a small part where a large and more important one had to go', () => {
    const sections = new Map([
      ...all,
      section('middle', 2, 'm'.repeat(100), ''),
      section('low', 1, 'low', ''),
    ]);
    const { cut, messages } = compose(PROSE + 20, sections);
    expect(cut).toEqual(['middle: left out']);
    expect(messages[1]?.text).toBe('TTTTTTTTTT\n\nlow\n\nEnd.');
  });

  test('whose shortest form is too long is refused with a hint', () => {
    expect(() => compose(PROSE)).toThrow(
      expect.objectContaining({
        code: 'E_PROPOSAL',
        message: `a.md: the shortest prompt has ${PROSE + 1} tokens, at most ${PROSE} are allowed`,
        hint: expect.stringContaining('raise the limit'),
      }),
    );
  });

  test('for which the brief has nothing is refused', () => {
    const sections = new Map([...all].filter(([slot]) => slot !== 'top'));
    expect(() => compose(1000, sections)).toThrow(ProposalError);
    expect(() => compose(1000, sections)).toThrow('nothing for {{top}}');
  });

  test('tells which notes it carries', () => {
    const [slot, low] = section('low', 1, 'l'.repeat(50), '');
    const sections = new Map([...all, [slot, { ...low, notes: ['one'] }]]);
    expect(compose(1000, sections).notes).toEqual(['one']);
    expect(compose(PROSE + 40, sections).notes).toEqual([]);
  });

  test('has headings only over what is there', () => {
    const titled = (importance: number, ...variants: string[]): Section => ({
      slot: 'x',
      title: 'Title',
      importance,
      variants,
    });
    const one = parseTemplate('a.md', '# User\n\n{{x}}\n\n{{y}}\n\nEnd.');
    const sections = new Map([
      ['x', titled(1, 'text', '')],
      ['y', titled(2, '')],
    ]);
    const options = { template: one, sections, countTokens: (text: string) => text.length };
    const textAt = (maxTokens: number): string | undefined =>
      composePrompt({ ...options, maxTokens }).messages[0]?.text;
    expect(textAt(100)).toBe('## Title\n\ntext\n\nEnd.');
    expect(textAt(10)).toBe('End.');
  });
});

test('a prompt is never longer than allowed, and each variant is counted at most once', () => {
  const variants = fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
  const room = fc.integer({ min: 0, max: 150 });
  let composed = 0;
  fc.assert(
    fc.property(fc.tuple(variants, variants, variants), room, ([a, b, c], maxTokens) => {
      const sections = new Map([
        section('top', 3, ...a),
        section('middle', 2, ...b, ''),
        section('low', 1, ...c, ''),
      ]);
      const counted: string[] = [];
      // The whole counts more than its parts do together, as it may for a real tokenizer.
      const countTokens = (text: string): number => {
        counted.push(text);
        return text.length + Math.floor(text.length / 50);
      };
      const tokens = tokensOrRefusal(() =>
        composePrompt({ template, sections, countTokens, maxTokens }),
      );
      if (tokens !== 'refused') composed += 1;
      expect(tokens === 'refused' || tokens <= maxTokens).toBe(true);
      const parts = new Set([...a, ...b, ...c].filter((text) => text.length > 8));
      for (const part of parts) {
        expect(counted.filter((text) => text === part).length).toBeLessThanOrEqual(1);
      }
    }),
  );
  expect(composed).toBeGreaterThan(10);
});

function tokensOrRefusal(action: () => ComposedPrompt): number | 'refused' {
  try {
    return action().tokens;
  } catch (error) {
    if (error instanceof ProposalError) return 'refused';
    throw error;
  }
}
