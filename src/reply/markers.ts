import { type PathHint, pathHint } from './path-hints.ts';

/** The line that begins an edit block. */
export interface OpeningMarker {
  /** How many angle brackets. */
  readonly width: number;
  readonly path: PathHint | undefined;
}

/** Five to nine brackets, so that a text that holds markers can be edited with wider ones. */
const OPENING = /^\s*(<{5,9})\s*(?:SEARCH|ORIGINAL|OLD|HEAD|BEFORE)\b(.*)$/i;
const SPLIT = /^\s*={5,9}\s*$/;
const END = /^\s*>{5,9}\s*(?:(?:REPLACE|UPDATED|NEW|AFTER)\b.*)?$/i;
/** Longer lines are text. */
const MOST = 400;

/** `<<<<<<< SEARCH`, perhaps with a path after it. */
export function openingMarker(line: string): OpeningMarker | undefined {
  if (line.length > MOST || !line.includes('<<<<<')) return undefined;
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
  return line.length <= MOST && line.includes('=====') && SPLIT.test(line);
}

/** `>>>>>>> REPLACE`. */
export function isEndMarker(line: string): boolean {
  return line.length <= MOST && line.includes('>>>>>') && END.test(line);
}

/** A line that looks as if it were meant as a marker, whatever is wrong with it. */
export function resemblesMarker(line: string): boolean {
  return /<<<+ ?(?:SEARCH|ORIGINAL)|>>>+ ?(?:REPLACE|UPDATED)/i.test(line.slice(0, MOST));
}

/** A line that is only in diffs. */
export function isDiffLine(line: string): boolean {
  return /^(?:@@ .*@@|\*\*\* (?:Begin Patch|Update File|Delete File)|--- [\w./]+|\+\+\+ [\w./]+)/.test(
    line.slice(0, MOST),
  );
}
