import type { LineIndex } from './lines.ts';

/** A piece of a file, as positions among its lines that are not blank, both included. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Threshold below which a piece of a file is different code. */
const MIN_SIMILARITY = 0.8;
/** Difference in similarity between the best piece and the next. */
const MARGIN = 0.1;
/** Threshold below which two lines are different. */
const MIN_LINE_SIMILARITY = 0.5;
/** Limits on the cost; longer quotes must match except for white space. */
const MAX_LINES = 60;
const MAX_WINDOWS = 8;

/**
 * Pieces of a file that begin and end with the first and the last quoted line and are nearly the same
 * between: at least 0.8 on average over the lines. One piece when it is the best by 0.1; all that
 * come so near when not.
 *
 * Every line of code in a piece must be like a quoted line, in order, so that no line is replaced
 * that the quote does not know; comments may have been left out. Keys are lines without white space.
 */
export function similarWindows(file: LineIndex, quoted: readonly string[]): readonly Window[] {
  if (quoted.length < 3 || quoted.length > MAX_LINES) return [];
  const { keys } = file.dense;
  const windows = anchored(keys, quoted);
  if (windows.length > MAX_WINDOWS) return [];
  const scored = windows
    .map((window) => {
      const actual = keys.slice(window.start, window.end + 1);
      return { window, similarity: similarityOf(quoted, actual) };
    })
    .filter(({ similarity }) => similarity >= MIN_SIMILARITY);
  const best = Math.max(...scored.map(({ similarity }) => similarity));
  return scored.filter(({ similarity }) => similarity > best - MARGIN).map(({ window }) => window);
}

function anchored(keys: readonly string[], quoted: readonly string[]): Window[] {
  const slack = slackOf(quoted);
  const starts = keys.flatMap((key, at) => (key === quoted[0] ? [at] : []));
  if (starts.length > MAX_WINDOWS) return [];
  return starts.flatMap((start) => {
    const from = start + quoted.length - 1;
    const ends = Array.from({ length: 2 * slack + 1 }, (_, index) => from - slack + index);
    return ends
      .filter((end) => end > start && keys[end] === quoted.at(-1))
      .map((end) => ({ start, end }));
  });
}

/** Mean similarity of lines under the best alignment in order; 0 when a line of code has no partner. */
function similarityOf(quoted: readonly string[], actual: readonly string[]): number {
  // The best sum for the first lines of both, by the number of lines of `actual`.
  let sums = [0];
  for (const line of actual) sums.push(isComment(line) ? last(sums) : IMPOSSIBLE);
  const slack = slackOf(quoted);
  for (const [row, line] of quoted.entries()) {
    const next = sums.slice(0, Math.max(1, row - slack + 1)).fill(IMPOSSIBLE, 1);
    for (let at = next.length - 1; at < actual.length; at += 1) {
      // This many lines apart, too many have been left out already.
      const isNear = at <= row + slack;
      next.push(isNear ? bestSum({ sums, next, at }, line, actual[at] ?? '') : IMPOSSIBLE);
    }
    sums = next;
  }
  return Math.max(0, last(sums)) / Math.max(quoted.length, actual.length);
}

interface Cell {
  readonly sums: readonly number[];
  readonly next: readonly number[];
  readonly at: number;
}

/** Two lines are paired, or a comment of the file or a quoted line has no partner. */
function bestSum({ sums, next, at }: Cell, line: string, other: string): number {
  const paired = (sums[at] ?? IMPOSSIBLE) + likeness(line, other);
  const skipped = isComment(other) ? last(next) : IMPOSSIBLE;
  return Math.max(paired, skipped, sums[at + 1] ?? IMPOSSIBLE);
}

/** Number of lines that a piece may have more or less than the quote. */
function slackOf(quoted: readonly string[]): number {
  return Math.max(2, Math.floor(quoted.length / 5));
}

const IMPOSSIBLE = Number.NEGATIVE_INFINITY;

function last(sums: readonly number[]): number {
  return sums.at(-1) ?? IMPOSSIBLE;
}

function likeness(line: string, other: string): number {
  const similarity = lineSimilarity(line, other);
  return similarity < MIN_LINE_SIMILARITY ? IMPOSSIBLE : similarity;
}

function isComment(key: string): boolean {
  return key.startsWith('//') || key.startsWith('*') || key.startsWith('/*');
}

/** Share of two texts, in [0, 1], that is equal at their beginnings and at their ends. */
export function lineSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a.charCodeAt(before) === b.charCodeAt(before)) before += 1;
  let after = 0;
  while (
    after < most - before &&
    a.charCodeAt(a.length - 1 - after) === b.charCodeAt(b.length - 1 - after)
  ) {
    after += 1;
  }
  return (2 * (before + after)) / (a.length + b.length);
}
