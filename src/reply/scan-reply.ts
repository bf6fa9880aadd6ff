import { isBlank } from './lines.ts';
import {
  isDiffLine,
  isEndMarker,
  isMarkerLike,
  isSplit,
  mentionsMarker,
  openingMarker,
  type OpeningMarker,
} from './markers.ts';
import { type PathHint, pathOfInfo, pathOfLine } from './path-hints.ts';

/** A search/replace block, still with its dividing line among the others. */
export interface EditBlock {
  /** Line of the reply, from 1. */
  readonly line: number;
  readonly path: PathHint | undefined;
  /** Number of brackets of the opening marker. */
  readonly width: number;
  /** The lines between the markers. */
  readonly body: readonly string[];
  /** Positions in `body` where it may be divided. */
  readonly splits: readonly number[];
}

/** A fenced piece of text without edit blocks in it. */
export interface Fence {
  /** Line of the reply, from 1. */
  readonly line: number;
  /** In lower case; empty when none is given. */
  readonly language: string;
  readonly path: PathHint | undefined;
  readonly lines: readonly string[];
}

/** An edit block without an end, or a fence. */
export interface OpenEnd {
  readonly what: 'fence' | 'block';
  readonly line: number;
  /** Whether nothing but the end of the reply ended it. */
  readonly isLast: boolean;
}

/** A line that is part of an edit, as it seems, and of none that can be read. */
export interface StrayLine {
  /** Of the reply, from 1. */
  readonly line: number;
  readonly text: string;
  /** `within`: a marker among other text of the line. */
  readonly what: 'marker' | 'within' | 'diff';
}

export interface ScannedReply {
  readonly edits: readonly EditBlock[];
  readonly fences: readonly Fence[];
  /** Lines outside of all blocks and fences. */
  readonly prose: readonly string[];
  readonly openEnds: readonly OpenEnd[];
  readonly strays: readonly StrayLine[];
}

interface OpenFence {
  readonly line: number;
  readonly character: string;
  readonly width: number;
  readonly indent: number;
  readonly language: string;
  readonly path: PathHint | undefined;
  readonly lines: string[];
  hasEdits: boolean;
}

interface Scan {
  readonly lines: readonly string[];
  at: number;
  fence: OpenFence | undefined;
  /** A path on a line of its own; it counts while only one blank line or a fence follows. */
  hint: { readonly path: PathHint; readonly line: number } | undefined;
  readonly edits: EditBlock[];
  readonly fences: Fence[];
  readonly prose: string[];
  readonly openEnds: OpenEnd[];
  readonly strays: StrayLine[];
}

/**
 * Cuts a reply into edit blocks, fences and prose, in one pass over its lines. An opening marker
 * begins a block wherever it stands, in a fence or not; a fence with blocks in it is only wrapping.
 */
export function scanReply(reply: string): ScannedReply {
  const scan: Scan = {
    lines: reply.split(/\r\n?|\n/),
    at: 0,
    fence: undefined,
    hint: undefined,
    edits: [],
    fences: [],
    prose: [],
    openEnds: [],
    strays: [],
  };
  while (scan.at < scan.lines.length) readLine(scan, scan.lines[scan.at] ?? '');
  if (scan.fence !== undefined) {
    scan.openEnds.push({ what: 'fence', line: scan.fence.line, isLast: true });
  }
  return scan;
}

function readLine(scan: Scan, line: string): void {
  const opening = openingMarker(line);
  if (opening !== undefined) return readBlock(scan, opening);
  scan.at += 1;
  const what = strayIn(line);
  if (what !== undefined) scan.strays.push({ line: scan.at, text: line, what });
  if (scan.fence !== undefined) return readFenced(scan, scan.fence, line);
  const fence = openingFence(line);
  if (fence === undefined) {
    scan.prose.push(line);
    return noteHint(scan, line);
  }
  const { info, ...rest } = fence;
  const { language, path } = pathOfInfo(info);
  const { at: number, hint } = scan;
  const known = path ?? hint?.path;
  scan.fence = { ...rest, language, path: known, line: number, lines: [], hasEdits: false };
}

function strayIn(line: string): StrayLine['what'] | undefined {
  if (isMarkerLike(line)) return 'marker';
  if (mentionsMarker(line)) return 'within';
  return isDiffLine(line) ? 'diff' : undefined;
}

function readFenced(scan: Scan, fence: OpenFence, line: string): void {
  if (!closes(fence, line)) {
    fence.lines.push(withoutIndent(line, fence.indent));
    return noteHint(scan, line);
  }
  scan.fence = undefined;
  scan.hint = undefined;
  if (!fence.hasEdits) scan.fences.push(fence);
}

function noteHint(scan: Scan, line: string): void {
  const path = pathOfLine(line);
  if (path !== undefined) scan.hint = { path, line: scan.at };
  else if (scan.hint !== undefined && (!isBlank(line) || scan.at > scan.hint.line + 1)) {
    scan.hint = undefined;
  }
}

/** Reads up to the end marker; else up to the next opening marker or the end of the reply. */
function readBlock(scan: Scan, opening: OpeningMarker): void {
  const start = scan.at + 1;
  const { end, next } = endOfBlock(scan.lines, start, opening);
  if (scan.fence !== undefined) scan.fence.hasEdits = true;
  if (end === undefined) {
    scan.openEnds.push({ what: 'block', line: start, isLast: next === scan.lines.length });
    scan.at = next;
    return;
  }
  const body = scan.lines.slice(start, end);
  scan.edits.push({
    line: start,
    path: opening.path ?? scan.hint?.path ?? scan.fence?.path,
    width: opening.width,
    body,
    splits: splitsOf(body, opening),
  });
  scan.at = end + 1;
  scan.hint = undefined;
}

/** The first end marker as wide as the opening one, else the first of any width. */
function endOfBlock(
  lines: readonly string[],
  start: number,
  { width }: OpeningMarker,
): { readonly end: number | undefined; readonly next: number } {
  let other: number | undefined;
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (openingMarker(line) !== undefined) return { end: other, next: at };
    if (!isEndMarker(line)) continue;
    if (line.trim().startsWith('>'.repeat(width)) && line.trim()[width] !== '>') {
      return { end: at, next: at };
    }
    other ??= at;
  }
  return { end: other, next: lines.length };
}

/** Dividing lines as wide as the opening marker, else those of any width. */
function splitsOf(body: readonly string[], { width }: OpeningMarker): readonly number[] {
  const splits = [...body.keys()].filter((at) => isSplit(body[at] ?? ''));
  const wide = splits.filter((at) => body[at]?.trim().length === width);
  return wide.length > 0 ? wide : splits;
}

const FENCE = /^(\s*)(`{3,}|~{3,})(.*)$/;

function openingFence(
  line: string,
): { character: string; width: number; indent: number; info: string } | undefined {
  if (line.length > 400 || !/```|~~~/.test(line)) return undefined;
  const [, indent = '', ticks = '', info = ''] = FENCE.exec(line) ?? [];
  const character = ticks[0];
  // Inline code between three ticks is prose.
  if (character === undefined || (character === '`' && info.includes('`'))) return undefined;
  return { character, width: ticks.length, indent: indent.length, info: info.trim() };
}

function closes({ character, width }: OpenFence, line: string): boolean {
  if (!line.includes(character.repeat(width))) return false;
  const bare = line.trim();
  return bare.length >= width && bare === character.repeat(bare.length);
}

/** A fence in a list is indented as a whole. */
function withoutIndent(line: string, most: number): string {
  let indent = 0;
  while (indent < most && (line[indent] === ' ' || line[indent] === '\t')) indent += 1;
  return line.slice(indent);
}
