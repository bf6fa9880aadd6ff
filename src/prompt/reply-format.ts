import type { Source } from '../core/program.ts';

const SEARCH = '<'.repeat(7);
const MIDDLE = '='.repeat(7);
const REPLACE = '>'.repeat(7);
const FENCE = '`'.repeat(3);

/** Instructions for a reply with a program, with tiny examples of both forms; `parent` is null where there is none. */
export function replyFormat(parent: Source | null, entry: string): string {
  const files = Object.keys(parent?.files ?? {});
  const hasSeveral = files.length > 1;
  const parts = [
    'The first line of your reply says in at most 20 words what you changed and why that should help:',
    'Idea: <one line>',
    ...(parent === null
      ? []
      : ['Then write the program in ONE of two forms.', edits(entry, hasSeveral)]),
    whole(entry, { hasSeveral, isOnly: parent === null }),
    'Write no other code blocks and nothing after the last one.',
  ];
  return parts.join('\n\n');
}

function edits(entry: string, hasSeveral: boolean): string {
  const path = hasSeveral ? ` ${entry}` : '';
  const example = [
    `${SEARCH} SEARCH${path}`,
    '  const limit = 10;',
    MIDDLE,
    '  const limit = /* tune 5..40 */ 20;',
    `${REPLACE} REPLACE`,
  ].join('\n');
  return [
    'Form 1, edits: one block for each place that changes, for example',
    example,
    `The SEARCH text is copied from the program letter for letter, whole lines with their indentation, and stands in it exactly once: add neighbouring lines until it is unique. Keep blocks short. Every SEARCH refers to the program as it is shown, before any edit, and no two may touch the same lines. An empty REPLACE deletes.${hasSeveral ? ' Name the file after SEARCH.' : ''}`,
  ].join('\n\n');
}

function whole(
  entry: string,
  { hasSeveral, isOnly }: { readonly hasSeveral: boolean; readonly isOnly: boolean },
): string {
  const opening = isOnly
    ? 'Then write the whole program'
    : 'Form 2, whole files: every changed file in full';
  const others = hasSeveral
    ? ' Files that you leave out stay as they are.'
    : ` One file is usually enough; another one is a block of its own with its path after \`ts\`, and ${entry} imports it by its relative path.`;
  return [
    `${opening}, for example`,
    `${FENCE}ts ${entry}\nexport function answer(): number {\n  return 42;\n}\n${FENCE}`,
    `Never shorten a file with "..." or "rest as before": what you write is all there is.${others}`,
  ].join('\n\n');
}

/** Instructions for an advisor's reply with at most `max` notes. Read by `readNotes`. */
export function noteFormat(max: number): string {
  return [
    `Reply with JSON and nothing else: at most ${max} notes, the most valuable first. \`text\` is one or two plain sentences, at most 400 characters. \`evidence\` holds the ids of the programs that the note rests on, as they are written above.`,
    `${FENCE}json\n{ "notes": [{ "text": "...", "evidence": ["p12", "p30"] }] }\n${FENCE}`,
  ].join('\n\n');
}
