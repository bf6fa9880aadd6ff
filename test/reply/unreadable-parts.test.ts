import { expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { readReply } from '../../src/reply/read-reply.ts';
import { sourceOf } from '../fixtures/load-policies.ts';
import { edit, fence } from './replies.ts';

const CODE = 'export const a = 1;\nexport const b = 2;\n';
const GOOD = edit('export const a = 1;', 'export const a = 3;');
const SECOND = edit('export const b = 2;', 'export const b = a;');

function outcome(reply: string, parent: Source = sourceOf(CODE)): string {
  const read = readReply(reply, { parent, entry: 'policy.ts' });
  return read.status === 'program' ? 'program' : `${read.kind}: ${read.text}`;
}

const UNREADABLE: readonly (readonly [what: string, edit: string])[] = [
  ['another word', SECOND.replace('<<<<<<< SEARCH', '<<<<<< SEARCHING')],
  ['a word that is not known', SECOND.replace('SEARCH', 'FIND')],
  ['too few brackets', SECOND.replaceAll('<<<<<<<', '<<<<').replaceAll('>>>>>>>', '>>>>')],
  ['three brackets', SECOND.replaceAll('<<<<<<<', '<<<').replaceAll('>>>>>>>', '>>>')],
  ['too many brackets', SECOND.replace('<<<<<<<', '<<<<<<<<<<<<')],
  ['no word', SECOND.replace(' SEARCH', '').replace(' REPLACE', '')],
  ['escapes of HTML', SECOND.replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
  ['bold type', SECOND.replace('<<<<<<< SEARCH', '**<<<<<<< SEARCH**')],
  ['a quotation', SECOND.replaceAll(/^/gm, '> ')],
  ['a list', SECOND.replace('<<<<<<<', '- <<<<<<<')],
  ['a comment', SECOND.replace('<<<<<<<', '// <<<<<<<')],
  ['the start within a line', SECOND.replace('<<<<<<<', 'Edit 2: <<<<<<<')],
  ['words without brackets', 'SEARCH\nexport const b = 2;\nREPLACE\nexport const b = a;'],
  ['tags', '<search>\nexport const b = 2;\n</search>\n<replace>\nexport const b = a;\n</replace>'],
  ['a diff', fence('@@ -2 +2 @@\n-export const b = 2;\n+export const b = a;', '')],
  ['a fence of a diff', fence('-export const b = 2;\n+export const b = a;', 'diff')],
  ['a patch', '*** Begin Patch\n*** Update File: policy.ts\n-b\n+c\n*** End Patch'],
  ['a fence', fence(SECOND.replace('SEARCH', 'FIND'))],
];

test.each(UNREADABLE)('an edit with %s is never skipped beside one that can be read', (_, bad) => {
  for (const reply of [`${GOOD}\n\n${bad}`, `${bad}\n\n${GOOD}`]) {
    expect(outcome(reply)).toMatch(/^malformed-edit: .*Send all edits again/);
  }
});

test('an end marker that cannot be read does not swallow the next edit', () => {
  const open = GOOD.replace('>>>>>>> REPLACE', '>>>> REPLACE');
  expect(outcome(`${open}\n\n${SECOND.replace('<<<<<<<', '<<<<')}`)).toContain('malformed-edit');
});

test('an edit beside a whole file is not skipped either', () => {
  const whole = fence(CODE.replace('1', '4'));
  expect(outcome(`${whole}\n${SECOND.replace('SEARCH', 'FIND')}`)).toContain('malformed-edit');
  expect(outcome(`${whole}\n${fence('-a\n+b', 'diff')}`)).toBe('program');
});

test.each([
  'I use one `<<<<<<< SEARCH` block and nothing else.',
  'Summary\n=======',
  'SEARCH is exact.',
  '> a quotation',
  '--- a rule',
  '1 << 4 and 8 >> 2 and 5 >>> 1',
])('words about edits are no edits: %s', (words) => {
  expect(outcome(`${words}\n\n${GOOD}`)).toBe('program');
});

test('a program that holds such lines can be edited', () => {
  const text = `export const text = \`\n<<<<<< odd\n\`;\n${CODE}`;
  expect(outcome(edit('<<<<<< odd\n`;', '<<<<<< odd\n.`;'), sourceOf(text))).toBe('program');
  const wide = edit('<<<<<< odd', '<<<<<< even').replaceAll(/^[<=>]{7}/gm, (m) => m + m.slice(5));
  expect(outcome(wide, sourceOf(text))).toBe('program');
});
