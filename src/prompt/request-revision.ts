import type { ModelMessage } from '../core/model.ts';
import { cleaned, cut, dataBlock, oneLine } from './quote.ts';
import { fillTemplate, type Template } from './template.ts';

const REASON_CHARACTERS = 4000;

const KINDS: ReadonlyMap<string, string> = new Map([
  ['empty', 'it is empty'],
  ['no-code', 'no program and no edit was found in it'],
  ['several-programs', 'it has two different texts for one file'],
  ['truncated', 'it ends too early, or leaves code out'],
  ['malformed-edit', 'an edit block cannot be read'],
  ['no-match', 'the text of a SEARCH is not in the program'],
  ['ambiguous', 'the text of a SEARCH is in the program more than once'],
  ['overlapping', 'two edits change the same lines'],
  ['outside-block', 'it changes what must stay as it is'],
  ['bad-path', 'it names a file that cannot be'],
  ['unknown-file', 'it edits a file that the program does not have'],
  ['too-large', 'it is too long'],
  ['notes', 'no notes could be read from it'],
  ['syntax', 'the program does not parse'],
  ['unreadable', 'the program is too nested to be read'],
  ['types', 'the program does not fit the interface or its own types'],
  ['no-op', 'the program does exactly what it did before'],
  ['duplicate', 'the program was tried before'],
  ['too-similar', 'the program hardly differs from one that was tried before'],
]);

/**
 * The message that sends a reply back with the fault, by the template `revise`. `kind` is
 * an Objection's or that of an unusable reply; another one is shown as it is. The
 * reason is quoted as data, since it may hold text of the program, and cut at 4000 characters.
 */
export function requestRevision(
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
