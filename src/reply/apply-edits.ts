import { applyEdits, type TextEdit } from '../syntax/text-edits.ts';
import { isBlank, type LineIndex } from './lines.ts';
import { type EditedFiles, type PlacedEdit, placeEdit } from './place-edits.ts';
import type { EditBlock } from './scan-reply.ts';
import { isUnusable, unusable, type Unusable } from './unusable.ts';

/** Limit on blocks: more of them are a rewrite. */
const MAX_BLOCKS = 100;
/** Limit on edits with similar lines: the search takes time, and such a reply was not copied from the file. */
const MAX_SIMILAR = 10;
/** Limit on complaints in one message. */
const MAX_COMPLAINTS = 3;

/**
 * Applies edit blocks, all of them or none. Every block is looked for in the files as they were before
 * any edit, so that the order of the blocks does not matter and no edit can match what another one
 * wrote; two edits of the same lines are an error, a block sent twice is not. Returns the files that
 * changed, by path.
 */
export function applyBlocks(
  blocks: readonly EditBlock[],
  program: EditedFiles,
): ReadonlyMap<string, string> | Unusable {
  if (blocks.length > MAX_BLOCKS) {
    return unusable(
      'too-large',
      `there are ${blocks.length} edits, at most ${MAX_BLOCKS} are taken. Send the whole file in a fence.`,
    );
  }
  const placed: NamedEdit[] = [];
  const complaints: Unusable[] = [];
  for (const [index, block] of blocks.entries()) {
    const name = `Edit ${index + 1} (line ${block.line} of your reply)`;
    const outcome = placeEdit(block, program);
    if (placed.filter(({ isSimilar }) => isSimilar).length > MAX_SIMILAR) return notCopied();
    if (!isUnusable(outcome)) placed.push({ ...outcome, name });
    else complaints.push(unusable(outcome.kind, `${name}: ${outcome.text}`));
    if (complaints.length === MAX_COMPLAINTS) break;
  }
  const [first] = complaints;
  if (first !== undefined) {
    const texts = complaints.map(({ text }) => text).join('\n\n');
    return unusable(first.kind, `${texts}\n\nNothing was changed: send all edits again.`);
  }
  return editFiles(placed, program.files);
}

function notCopied(): Unusable {
  return unusable(
    'no-match',
    `The SEARCH texts of more than ${MAX_SIMILAR} edits are only similar to lines of the program. Copy whole lines exactly as they stand in the file.`,
  );
}

interface NamedEdit extends PlacedEdit {
  readonly name: string;
}

function editFiles(
  edits: readonly NamedEdit[],
  files: ReadonlyMap<string, LineIndex>,
): ReadonlyMap<string, string> | Unusable {
  const changed = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const own = edits.filter((edit) => edit.path === path);
    const file = files.get(path);
    const text = file === undefined ? newFile(path, own) : editFile(file, own);
    if (typeof text !== 'string') return text;
    if (isBlank(text)) {
      return unusable(
        'malformed-edit',
        `Nothing would be left of ${path}. A file cannot be deleted.`,
      );
    }
    changed.set(path, text);
  }
  return changed;
}

function newFile(path: string, edits: readonly NamedEdit[]): string | Unusable {
  const texts = new Set(edits.map(({ lines }) => `${lines.join('\n')}\n`));
  const [text = '', other] = texts;
  return other === undefined
    ? text
    : unusable('several-programs', `${path} is made twice, with different texts. Send it once.`);
}

function editFile(file: LineIndex, edits: readonly NamedEdit[]): string | Unusable {
  const ordered = edits
    .flatMap((edit) => (edit.place === 'new file' ? [] : [{ ...edit, ...edit.place }]))
    .toSorted((a, b) => a.first - b.first || a.last - b.last);
  const kept: typeof ordered = [];
  for (const edit of ordered) {
    const before = kept.at(-1);
    if (before !== undefined && edit.first <= before.last) {
      if (isSame(before, edit)) continue;
      return unusable(
        'overlapping',
        `${before.name} and ${edit.name} both change line ${edit.first + 1} of ${edit.path}. Join them into one edit.`,
      );
    }
    kept.push(edit);
  }
  return applyEdits(
    file.text,
    kept.map((edit) => spliceOf(file, edit)),
  );
}

interface LineRange {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

function isSame(a: LineRange, b: LineRange): boolean {
  return a.first === b.first && a.last === b.last && a.lines.join('\n') === b.lines.join('\n');
}

/** The last line's end stays, unless no line takes its place. */
function spliceOf({ lines, offsets, lineEnd, text }: LineIndex, edit: LineRange): TextEdit {
  const start = offsets[edit.first] ?? text.length;
  const end =
    edit.lines.length === 0
      ? (offsets[edit.last + 1] ?? text.length)
      : (offsets[edit.last] ?? 0) + (lines[edit.last] ?? '').length;
  return { start, end, text: edit.lines.join(lineEnd) };
}
