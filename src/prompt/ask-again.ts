import type { ModelMessage } from '../core/model.ts';
import { cleaned, cut, dataBlock, oneLine } from './quote.ts';
import { fillTemplate, type Template } from './template.ts';

const REASON_CHARACTERS = 4000;

const KINDS: ReadonlyMap<string, string> = new Map([
  ['unreadable', 'no program was found in it'],
  ['edit', 'an edit does not apply'],
  ['length', 'it was cut off, because it was too long; write less'],
  ['syntax', 'the program does not parse'],
  ['types', 'the program does not fit the interface or its own types'],
  ['signature', 'the program does not export what the interface promises'],
  ['no-op', 'the program does exactly what it did before'],
  ['duplicate', 'the program was measured before'],
  ['too-similar', 'the program hardly differs from one that was measured before'],
]);

/**
 * The message that sends a reply back: what was wrong with it, as the template `again` says it. `kind` is
 * an Objection's, or `unreadable`, `edit`, `length`, `signature`; another one is shown as it is. The
 * reason is quoted as data, since it may hold text of the program, and cut at 4000 characters.
 */
export function askAgain(
  template: Template,
  objection: { readonly kind: string; readonly text: string },
): readonly ModelMessage[] {
  const { kind, text } = objection;
  const reason = dataBlock(cut(cleaned(text), REASON_CHARACTERS), { kind: 'objection' });
  const slots = new Map([
    ['kind', KINDS.get(kind) ?? oneLine(kind)],
    ['reason', reason],
  ]);
  return fillTemplate(template, slots);
}
