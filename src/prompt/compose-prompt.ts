import { ProposalError } from '../core/errors.ts';
import type { ModelMessage } from '../core/model.ts';
import type { Section } from './section.ts';
import { fillTemplate, type Template } from './template.ts';

/** What a prompt is composed of. */
export interface ComposeOptions {
  readonly template: Template;
  /** By slot; those without a slot in the template are not used. */
  readonly sections: ReadonlyMap<string, Section>;
  /** Tokens of a text, text that looks like a tokenizer's control tokens included. */
  readonly countTokens: (text: string) => number;
  /** The most tokens that all messages together may have. */
  readonly maxTokens: number;
}

/** Messages for a model and what had to be left out of them. */
export interface ComposedPrompt {
  readonly messages: readonly ModelMessage[];
  /** Tokens of the messages' texts, as counted. */
  readonly tokens: number;
  /** What was shortened or left out, the least important first: `inspirations: shortened`. */
  readonly cut: readonly string[];
  /** Notes of advisors that the messages carry. */
  readonly notes: readonly string[];
}

/**
 * Fills a template so that it fits. When it does not, the sections are taken from the most important
 * down and each gets the fullest variant that leaves room for the shortest of the others: so the least
 * important are shortened first, and a small one stays where a big one went. Each variant is counted at
 * most once, and the result as a whole.
 *
 * Throws ProposalError when the brief has nothing for a slot, or when the shortest prompt is too long.
 */
export function composePrompt(options: ComposeOptions): ComposedPrompt {
  const { template, countTokens, maxTokens } = options;
  const chosen = chosenSections(options);
  const counts = new Map<string, number>();
  const count = (text: string): number => {
    const known = counts.get(text) ?? (text === '' ? 0 : countTokens(text));
    counts.set(text, known);
    return known;
  };
  const prose = count(
    textOf(fillTemplate(template, new Map([...template.slots].map((slot) => [slot, ''])))),
  );
  fit(chosen, maxTokens - prose, count);
  for (;;) {
    const messages = fillTemplate(template, new Map(chosen.map((one) => [one.slot, textAt(one)])));
    const tokens = messages.reduce((sum, { text }) => sum + countTokens(text), 0);
    if (tokens <= maxTokens) return { messages, tokens, ...losses(chosen) };
    // Tokens of parts do not add up exactly to those of the whole.
    const next = chosen
      .toReversed()
      .find(({ level, section }) => level + 1 < section.variants.length);
    if (next === undefined) throw tooLong(template, tokens, maxTokens);
    next.level += 1;
  }
}

/** A section with the variant that is used. */
interface Choice {
  readonly slot: string;
  readonly section: Section;
  level: number;
}

/** The sections of the template, the most important first, each at its fullest. */
function chosenSections({ template, sections }: ComposeOptions): Choice[] {
  const chosen = [...template.slots].map((slot) => {
    const section = sections.get(slot);
    if (section !== undefined) return { slot, section, level: 0 };
    throw new ProposalError(`${template.name}: the brief has nothing for {{${slot}}}`, {
      hint: 'this kind of proposal needs a brief of another kind, or the template a slot less',
    });
  });
  return chosen.toSorted((a, b) => {
    const [first, second] = [a.section.importance, b.section.importance];
    return first === second ? 0 : second - first;
  });
}

function fit(chosen: readonly Choice[], room: number, count: (text: string) => number): void {
  const size = (one: Choice): number => count(textAt(one));
  const total = (): number => chosen.reduce((sum, one) => sum + size(one), 0);
  if (total() <= room) return;
  for (const one of chosen) one.level = one.section.variants.length - 1;
  let left = room - total();
  for (const one of chosen) {
    const shortest = size(one);
    const levels = one.section.variants.length;
    for (one.level = 0; one.level < levels - 1; one.level += 1) {
      if (size(one) - shortest <= left) break;
    }
    left -= size(one) - shortest;
  }
}

function textAt({ section, level }: Choice): string {
  const text = section.variants[level] ?? '';
  return text === '' || section.title === '' ? text : `## ${section.title}\n\n${text}`;
}

function textOf(messages: readonly ModelMessage[]): string {
  return messages.map(({ text }) => text).join('\n');
}

function losses(chosen: readonly Choice[]): Pick<ComposedPrompt, 'cut' | 'notes'> {
  const upwards = chosen.toReversed();
  return {
    cut: upwards
      .filter(({ level }) => level > 0)
      .map((one) => `${one.slot}: ${textAt(one) === '' ? 'left out' : 'shortened'}`),
    notes: chosen.flatMap(({ section, level }) => (level === 0 ? (section.notes ?? []) : [])),
  };
}

function tooLong({ name }: Template, tokens: number, maxTokens: number): ProposalError {
  return new ProposalError(
    `${name}: the shortest prompt has ${tokens} tokens, at most ${maxTokens} are allowed`,
    { hint: 'raise the limit of prompt tokens, or use a model with a longer context' },
  );
}
