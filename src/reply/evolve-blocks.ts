import { indexLines, keyOf, type LineIndex } from './lines.ts';
import { numbered, shown, unusable, type Unusable } from './unusable.ts';
import { parseModule } from '../syntax/parse.ts';

/** Lines of a file, from 0, both included; empty when `last` is before `first`. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The evolve blocks of a file: the lines between a START and an END marker, without the markers. */
export type EvolveBlocks =
  | { readonly status: 'none' }
  | { readonly status: 'blocks'; readonly inside: readonly Span[] }
  /** Markers that do not pair up. */
  | { readonly status: 'broken'; readonly text: string };

const MARKER = /^\s*(?:\/\/|\/\*+|#).*\bEVOLVE-BLOCK-(START|END)\b/;

/** Finds the blocks by comment lines that hold `EVOLVE-BLOCK-START` and `EVOLVE-BLOCK-END`. */
export function findEvolveBlocks(lines: readonly string[]): EvolveBlocks {
  const inside: Span[] = [];
  let open: number | undefined;
  for (const [at, line] of lines.entries()) {
    const kind = markerOf(line);
    if (kind === undefined) continue;
    if ((kind === 'START') !== (open === undefined)) return broken(at, kind);
    if (open !== undefined) inside.push({ first: open + 1, last: at - 1 });
    open = open === undefined ? at : undefined;
  }
  if (open !== undefined) return broken(open, 'START');
  return inside.length === 0 ? { status: 'none' } : { status: 'blocks', inside };
}

function broken(at: number, kind: string): EvolveBlocks {
  return { status: 'broken', text: `the EVOLVE-BLOCK-${kind} in line ${at + 1} has no partner` };
}

function markerOf(line: string): string | undefined {
  return line.includes('EVOLVE-BLOCK-') ? MARKER.exec(line.slice(0, 400))?.[1] : undefined;
}

/** A new text for a file that has evolve blocks. */
export interface EvolvedFile {
  readonly path: string;
  readonly before: LineIndex;
  readonly text: string;
  /** Whether a text without markers may be the inside of the only block; else it is a whole file. */
  readonly mayBeInside: boolean;
}

/**
 * Puts the insides of a new text's blocks into the old text: whatever else the new text says, the
 * result equals `before` outside of its blocks, byte for byte. A difference outside, other than white
 * space, is reported and nothing is taken. A text without markers is the whole file with the markers left
 * out, or the inside of the only block.
 *
 * Markers that do not pair up freeze the file: it is unclear what may change. Refused is also a text
 * that makes a marker part of a longer comment or of a string, and so reaches outside.
 */
export function spliceEvolved({ path, before, text, mayBeInside }: EvolvedFile): string | Unusable {
  const blocks = findEvolveBlocks(before.lines);
  if (blocks.status !== 'blocks') {
    const why = blocks.status === 'broken' ? blocks.text : 'it has no evolve block';
    return unusable('outside-block', `${path} cannot be changed: ${why}. Leave it as it is.`);
  }
  const rewrite = { path, before, after: indexLines(text).lines, mayBeInside };
  const insides = rewrite.after.some((line) => markerOf(line) !== undefined)
    ? insidesByMarkers(rewrite, blocks.inside)
    : insideWithoutMarkers(rewrite, blocks.inside);
  if ('status' in insides) return insides;
  const spliced = splice(before, blocks.inside, insides);
  return markersAreComments(spliced) ? spliced : hiddenMarkers(path);
}

type Insides = readonly (readonly string[])[];

interface Rewrite {
  readonly path: string;
  readonly before: LineIndex;
  readonly after: readonly string[];
  readonly mayBeInside: boolean;
}

function insidesByMarkers(rewrite: Rewrite, inside: readonly Span[]): Insides | Unusable {
  const { path, before, after } = rewrite;
  const found = findEvolveBlocks(after);
  if (found.status !== 'blocks' || found.inside.length !== inside.length) {
    return unusable(
      'outside-block',
      `The EVOLVE-BLOCK markers of ${path} must stay as they are, each on its line: none more, none less.`,
    );
  }
  const kept = outsideOf(inside, before.lines.length);
  for (const [index, span] of outsideOf(found.inside, after.length).entries()) {
    const difference = differenceOf(rewrite, kept[index] ?? span, span);
    if (difference !== undefined) return difference;
  }
  return found.inside.map(({ first, last }) => after.slice(first, last + 1));
}

/** The lines before, between and after some spans. */
function outsideOf(inside: readonly Span[], lines: number): Span[] {
  const starts = [0, ...inside.map(({ last }) => last + 1)];
  return starts.map((first, index) => ({ first, last: (inside[index]?.first ?? lines) - 1 }));
}

/** The first line outside that is not as it was. */
function differenceOf(
  { path, before, after }: Rewrite,
  kept: Span,
  span: Span,
): Unusable | undefined {
  const expected = meaningful(before.lines, kept);
  const actual = meaningful(after, span);
  const at = expected.findIndex(({ key }, index) => key !== actual[index]?.key);
  if (at === -1 && expected.length === actual.length) return undefined;
  const place = expected[at === -1 ? expected.length - 1 : at]?.at ?? kept.first;
  const instead = actual[at === -1 ? expected.length : at];
  return outside(path, before, {
    place,
    instead: instead === undefined ? 'nothing' : `"${shown(after[instead.at] ?? '').trim()}"`,
  });
}

function meaningful(lines: readonly string[], { first, last }: Span): MeaningfulLine[] {
  return lines
    .slice(first, last + 1)
    .map((line, index) => ({ at: first + index, key: keyOf(line) }))
    .filter(({ key }) => key !== '');
}

interface Difference {
  readonly place: number;
  readonly instead: string;
}

function outside(path: string, { lines }: LineIndex, { place, instead }: Difference): Unusable {
  return unusable(
    'outside-block',
    `Only text between EVOLVE-BLOCK-START and EVOLVE-BLOCK-END may change. Outside, ${path} has\n${numbered(lines, Math.max(0, place - 1), place + 1)}\nand your reply has ${instead} at line ${place + 1}. Leave everything outside as it is.`,
  );
}

/** Lines that a reply hardly holds by chance. */
const DECLARATION = /^\s*(?:export|import|function|class|const|let|type|interface)\b/;

function insideWithoutMarkers(rewrite: Rewrite, inside: readonly Span[]): Insides | Unusable {
  const { path, before, after, mayBeInside } = rewrite;
  if (inside.length > 1) return missingMarkers(path, inside.length);
  const isMarker = ({ at }: MeaningfulLine): boolean =>
    markerOf(before.lines[at] ?? '') !== undefined;
  const [head = [], tail = []] = outsideOf(inside, before.lines.length).map((span) =>
    meaningful(before.lines, span).filter((line) => !isMarker(line)),
  );
  const within = between(after, head, tail);
  if (within !== undefined) return [within];
  const keys = new Set(after.map(keyOf));
  const repeated = [...head, ...tail].find(
    ({ at, key }) => DECLARATION.test(before.lines[at] ?? '') && keys.has(key),
  );
  if (mayBeInside && repeated === undefined) return [after];
  const { at: place } = repeated ?? head[0] ?? { at: 0 };
  return outside(path, before, { place, instead: 'other lines around it' });
}

function missingMarkers(path: string, blocks: number): Unusable {
  return unusable(
    'outside-block',
    `${path} has ${blocks} evolve blocks. Repeat the lines with EVOLVE-BLOCK-START and EVOLVE-BLOCK-END, so that it is clear what goes where.`,
  );
}

interface MeaningfulLine {
  readonly at: number;
  readonly key: string;
}

/** The lines of a text that begins with `head` and ends with `tail`, without those. */
function between(
  lines: readonly string[],
  head: readonly MeaningfulLine[],
  tail: readonly MeaningfulLine[],
): readonly string[] | undefined {
  const own = meaningful(lines, { first: 0, last: lines.length - 1 });
  const end = own.length - tail.length;
  if (head.length + tail.length === 0 || end < head.length) return undefined;
  if (head.some(({ key }, index) => own[index]?.key !== key)) return undefined;
  if (tail.some(({ key }, index) => own[end + index]?.key !== key)) return undefined;
  const lastOfHead = own[head.length - 1]?.at ?? -1;
  return lines.slice(lastOfHead + 1, own[end]?.at ?? lines.length);
}

function splice(before: LineIndex, inside: readonly Span[], insides: Insides): string {
  const { text, offsets, lineEnd } = before;
  const parts: string[] = [];
  let position = 0;
  for (const [index, { first, last }] of inside.entries()) {
    parts.push(text.slice(position, offsets[first] ?? text.length));
    for (const line of insides[index] ?? []) parts.push(line, lineEnd);
    position = offsets[last + 1] ?? text.length;
  }
  parts.push(text.slice(position));
  return parts.join('');
}

/** A block must not reach outside by a comment or string that it leaves open. */
function markersAreComments(text: string): boolean {
  const parsed = parseModule(text);
  // A block that cannot be parsed is reported later, as any other syntax error.
  if (!parsed.ok) return true;
  const starts = new Set((parsed.ast.comments ?? []).map(({ start }) => start));
  const { lines, offsets } = indexLines(text);
  return lines.every((line, at) => {
    if (markerOf(line) === undefined) return true;
    return starts.has((offsets[at] ?? 0) + line.length - line.trimStart().length);
  });
}

function hiddenMarkers(path: string): Unusable {
  return unusable(
    'outside-block',
    `An evolve block of ${path} leaves a comment or a string open, which swallows the text after it. Close it inside the block.`,
  );
}
