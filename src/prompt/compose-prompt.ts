import { ProposalError } from '../core/errors.ts';
import type { ModelMessage } from '../core/model.ts';
import type { Section } from './section.ts';
import { fillTemplate, type Template } from './template.ts';

/** The inputs of a composed prompt. */
export interface ComposeOptions {
  readonly template: Template;
  /** By slot; those without a slot in the template are not used. */
  readonly sections: ReadonlyMap<string, Section>;
  /** Tokens of a text, text that looks like a tokenizer's control tokens included. */
  readonly countTokens: (text: string) => number;
  /** The most tokens that all messages together may have. */
  readonly maxTokens: number;
}

/** Messages for a model and a list of the sections that were shortened or left out. */
export interface ComposedPrompt {
  readonly messages: readonly ModelMessage[];
  /** Tokens of the messages' texts, as counted. */
  readonly tokens: number;
  /** The sections that were shortened or left out, the least important first: `inspirations: shortened`. */
  readonly cut: readonly string[];
  /** Notes of advisors that the messages carry. */
  readonly notes: readonly string[];
}

/**
 * Fills a template so that it fits. When it does not, the sections are taken from the most important
 * down and each gets the fullest variant that leaves room for the shortest of the others: so the least
 * important are shortened first, and a small one stays where a big one went. What fits is counted once, as a
 * whole; else each variant at most once more.
 *
 * Throws ProposalError when the brief has nothing for a slot, or when the shortest prompt is too long.
 */
export function composePrompt(options: ComposeOptions): ComposedPrompt {
  const chosen = chosenSections(options);
  const full = filledWith(chosen, options);
  if (full.tokens <= options.maxTokens) return { ...full, ...losses(chosen) };
  fit(chosen, options);
  for (;;) {
    const filled = filledWith(chosen, options);
    if (filled.tokens <= options.maxTokens) return { ...filled, ...losses(chosen) };
    // Tokens of parts do not add up exactly to those of the whole.
    const next = chosen
      .toReversed()
      .find(({ level, section }) => level + 1 < section.variants.length);
    if (next === undefined) throw tooLong(options, filled.tokens);
    next.level += 1;
  }
}

function filledWith(
  chosen: readonly Choice[],
  { template, countTokens }: ComposeOptions,
): Pick<ComposedPrompt, 'messages' | 'tokens'> {
  const messages = fillTemplate(template, new Map(chosen.map((one) => [one.slot, textAt(one)])));
  const tokens = messages.reduce((sum, { text }) => sum + countTokens(text), 0);
  return { messages, tokens };
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

/** Chooses shorter variants by the sizes of their parts. */
function fit(
  chosen: readonly Choice[],
  { template, countTokens, maxTokens }: ComposeOptions,
): void {
  const counts = new Map<string, number>([['', 0]]);
  const count = (text: string): number => {
    const known = counts.get(text) ?? countTokens(text);
    counts.set(text, known);
    return known;
  };
  const size = (one: Choice): number => count(textAt(one));
  const prose = fillTemplate(template, new Map(chosen.map(({ slot }) => [slot, ''])));
  for (const one of chosen) one.level = one.section.variants.length - 1;
  let left = maxTokens - prose.reduce((sum, { text }) => sum + count(text), 0);
  for (const one of chosen) left -= size(one);
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

function losses(chosen: readonly Choice[]): Pick<ComposedPrompt, 'cut' | 'notes'> {
  const upwards = chosen.toReversed();
  return {
    cut: upwards
      .filter(({ level }) => level > 0)
      .map((one) => `${one.slot}: ${textAt(one) === '' ? 'left out' : 'shortened'}`),
    notes: chosen.flatMap(({ section, level }) => (level === 0 ? (section.notes ?? []) : [])),
  };
}

function tooLong({ template: { name }, maxTokens }: ComposeOptions, tokens: number): ProposalError {
  return new ProposalError(
    `${name}: the shortest prompt has ${tokens} tokens, at most ${maxTokens} are allowed`,
    {
      kind: 'prompt-too-long',
      hint: 'raise the limit of prompt tokens, or use a model with a longer context',
    },
  );
}
