import type { LineIndex } from './lines.ts';
import { isMarkerLike } from './markers.ts';
import type { EditBlock, OpenEnd, ScannedReply, StrayLine } from './scan-reply.ts';
import { shown, unusable, type Unusable } from './unusable.ts';

const HOW =
  'Write <<<<<<< SEARCH, the lines as they are, =======, the lines as they should be, >>>>>>> REPLACE, each marker on a line of its own.';
/** Brackets of a marker. An edit with wider ones is written so because its texts hold markers. */
const DEFAULT_WIDTH = 7;

/**
 * The complaint about a part of a reply that cannot be read. None is passed over: taking only the others would
 * measure half a change.
 */
export function complaintAboutParts(
  scanned: ScannedReply,
  files: ReadonlyMap<string, LineIndex>,
): Unusable | undefined {
  const [open] = scanned.openEnds;
  return open === undefined ? complaintAboutStrays(scanned, files) : describeOpenEnd(open);
}

function describeOpenEnd({ what, line, isLast }: OpenEnd): Unusable {
  if (what === 'fence') {
    return unusable(
      'truncated',
      `The fence that begins in line ${line} of your reply is never closed: the reply was cut, or its last line is missing. Send it again, whole.`,
    );
  }
  return isLast
    ? unusable(
        'truncated',
        `The edit that begins in line ${line} of your reply has no end: a line >>>>>>> REPLACE is missing, or the reply was cut. Send all edits again.`,
      )
    : unusable(
        'malformed-edit',
        `The edit that begins in line ${line} of your reply has no line >>>>>>> REPLACE before the next edit begins. Send all edits again.`,
      );
}

/** Lines that the program holds are its own. */
function complaintAboutStrays(
  { strays, edits, fences }: ScannedReply,
  files: ReadonlyMap<string, LineIndex>,
): Unusable | undefined {
  const hasEdits = edits.length > 0;
  const isAlone = !hasEdits && fences.length === 0;
  const counted: Readonly<Record<StrayLine['what'], boolean>> = {
    marker: true,
    // Beside a whole file both are illustrations.
    within: hasEdits || isAlone,
    diff: hasEdits || isAlone,
  };
  const found = [...strays.filter(({ what }) => counted[what]), ...edits.flatMap(straysWithin)];
  const known = found.length === 0 ? NONE : linesOf(files);
  const [stray] = found
    .filter(({ text }) => !known.has(text.trim()))
    .toSorted((a, b) => a.line - b.line);
  if (stray !== undefined) return unreadable(stray);
  const diff = fences.find(({ language }) => language === 'diff' || language === 'patch');
  return hasEdits && diff !== undefined ? diffComplaint(diff.line) : undefined;
}

function straysWithin({ line, body, width }: EditBlock): StrayLine[] {
  if (width > DEFAULT_WIDTH) return [];
  return body.flatMap((text, index) =>
    isMarkerLike(text) ? [{ line: line + 1 + index, text, what: 'marker' }] : [],
  );
}

const NONE: ReadonlySet<string> = new Set();

function linesOf(files: ReadonlyMap<string, LineIndex>): ReadonlySet<string> {
  return new Set([...files.values()].flatMap(({ lines }) => lines.map((line) => line.trim())));
}

function unreadable({ line, text, what }: StrayLine): Unusable {
  if (what === 'diff') return diffComplaint(line);
  return unusable(
    'malformed-edit',
    `Line ${line} of your reply, "${shown(text.trim(), 80)}", looks like part of an edit that cannot be read. Nothing was changed. Send all edits again. ${HOW}`,
  );
}

function diffComplaint(line: number): Unusable {
  return unusable(
    'malformed-edit',
    `Line ${line} of your reply begins a diff. Diffs and patches are not read, and nothing was changed. Send all edits again. ${HOW}`,
  );
}
