import { type PathHint, pathHint } from './path-hints.ts';

/** The line that begins an edit block. */
export interface OpeningMarker {
  /** Number of angle brackets. */
  readonly width: number;
  readonly path: PathHint | undefined;
}

/** Five to nine brackets, so that a text that holds markers can be edited with wider ones. */
const OPENING = /^\s*(<{5,9})\s*(?:SEARCH|ORIGINAL|OLD|HEAD|BEFORE)\b(.*)$/i;
const SPLIT = /^\s*={5,9}\s*$/;
const END = /^\s*>{5,9}\s*(?:(?:REPLACE|UPDATED|NEW|AFTER)\b.*)?$/i;
/** Longer lines are text. */
const MAX_MARKER_CHARACTERS = 400;

/** `<<<<<<< SEARCH`, perhaps with a path after it. */
export function openingMarker(line: string): OpeningMarker | undefined {
  if (line.length > MAX_MARKER_CHARACTERS || !line.includes('<<<<<')) return undefined;
  const [, brackets, rest = ''] = OPENING.exec(line) ?? [];
  if (brackets === undefined) return undefined;
  const word = rest
    .split(/\s+/)
    .map((each) => each.replaceAll(/^[:([`'"]+|[:)\]`'",]+$/g, ''))
    .find((each) => /[./\\]/.test(each));
  return { width: brackets.length, path: word === undefined ? undefined : pathHint(word, true) };
}

/** `=======`. */
export function isSplit(line: string): boolean {
  return line.length <= MAX_MARKER_CHARACTERS && line.includes('=====') && SPLIT.test(line);
}

/** `>>>>>>> REPLACE`. */
export function isEndMarker(line: string): boolean {
  return line.length <= MAX_MARKER_CHARACTERS && line.includes('>>>>>') && END.test(line);
}

/** Whether a line looks like a marker, perhaps a malformed one. */
export function resemblesMarker(line: string): boolean {
  return /<<<+ ?(?:SEARCH|ORIGINAL)|>>>+ ?(?:REPLACE|UPDATED)/i.test(
    line.slice(0, MAX_MARKER_CHARACTERS),
  );
}

/** Whether a line can only be part of a diff. */
export function isDiffLine(line: string): boolean {
  return /^(?:@@ .*@@|\*\*\* (?:Begin Patch|Update File|Delete File)|--- [\w./]+|\+\+\+ [\w./]+)/.test(
    line.slice(0, MAX_MARKER_CHARACTERS),
  );
}
