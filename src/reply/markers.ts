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

/** What Markdown may put before a marker. */
const BEFORE = String.raw`^[\s*_#/|\`>-]{0,20}?`;
/** Lines that are markers of an edit in all but form: no program and no prose has such a line. */
const MARKER_LIKE = [
  // Any number of brackets, any word; as HTML and in full width, too.
  new RegExp(`${BEFORE}(?:<{4,}|>{4,}|(?:&lt;){3,}|(?:&gt;){3,}|＜{3,}|＞{3,})`),
  new RegExp(`${BEFORE}(?:<{3}|>{3})\\s?(?:SEARCH|ORIGINAL|REPLACE|UPDATED)\\b`, 'i'),
  // The words alone.
  /^[\s*_#`]{0,20}(?:SEARCH|REPLACE)(?: (?:BLOCK|WITH|BY))?[\s*_`:]{0,20}$/,
  /^\s*<\/?(?:search|replace)>\s*$/i,
];
const MARKER_WITHIN = /<{3,} ?(?:SEARCH|ORIGINAL)|>{3,} ?(?:REPLACE|UPDATED)/i;

/** Whether a line is a marker of an edit that is written in another way. */
export function isMarkerLike(line: string): boolean {
  return MARKER_LIKE.some((pattern) => pattern.test(line.slice(0, MAX_MARKER_CHARACTERS)));
}

/** Whether a line holds a marker among other text. */
export function mentionsMarker(line: string): boolean {
  return MARKER_WITHIN.test(line.slice(0, MAX_MARKER_CHARACTERS).replaceAll(/`[^`]*`/g, ''));
}

/** Whether a line can only be part of a diff. */
export function isDiffLine(line: string): boolean {
  return /^(?:@@ .*@@|\*\*\* (?:Begin Patch|Update File|Delete File|Add File)|(?:---|\+\+\+) \w*[./][\w./]*(?:\s|$))/.test(
    line.slice(0, MAX_MARKER_CHARACTERS),
  );
}
