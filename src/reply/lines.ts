/** A text cut into lines, with the index to find lines in it and to splice it. */
export interface LineIndex {
  readonly text: string;
  /** Without line ends. */
  readonly lines: readonly string[];
  /** Offset of each line; one more than there are lines: the last is the length of the text. */
  readonly offsets: readonly number[];
  /** The line end that the text uses most; `\n` where it has none. */
  readonly lineEnd: '\n' | '\r\n';
  /** Positions of the lines that are not blank, and their texts without any white space. */
  readonly dense: { readonly at: readonly number[]; readonly keys: readonly string[] };
}

/** Cuts a text at `\n` and `\r\n`. A final line end makes no line of its own. */
export function indexLines(text: string): LineIndex {
  const lines: string[] = [];
  const offsets: number[] = [];
  let windows = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const next = found === -1 ? text.length : found + 1;
    const isWindows = found > start && text[found - 1] === '\r';
    if (isWindows) windows += 1;
    lines.push(text.slice(start, found === -1 ? next : found - (isWindows ? 1 : 0)));
    offsets.push(start);
    start = next;
  }
  offsets.push(text.length);
  const lineEnd = windows > 0 && 2 * windows >= lines.length ? '\r\n' : '\n';
  return { text, lines, offsets, lineEnd, dense: denseLines(lines) };
}

/** The lines that are not blank. */
export function denseLines(lines: readonly string[]): LineIndex['dense'] {
  const at: number[] = [];
  const keys: string[] = [];
  for (const [index, line] of lines.entries()) {
    const key = keyOf(line);
    if (key === '') continue;
    at.push(index);
    keys.push(key);
  }
  return { at, keys };
}

/** A line without its white space. */
export function keyOf(line: string): string {
  return line.replaceAll(/\s+/g, '');
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** The white space that a line begins with. */
export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/**
 * Every place where the lines `needle` stand in `haystack`, overlapping ones included, at most `most`
 * (Knuth, Morris, Pratt: time grows with the sum of both lengths). None for an empty needle.
 */
export function occurrences(
  haystack: readonly string[],
  needle: readonly string[],
  most: number,
): number[] {
  const found: number[] = [];
  if (needle.length === 0 || needle.length > haystack.length) return found;
  const borders = bordersOf(needle);
  let matched = 0;
  for (const [index, line] of haystack.entries()) {
    matched = advance(needle, borders, { matched, line });
    if (matched < needle.length) continue;
    found.push(index - needle.length + 1);
    if (found.length === most) break;
    matched = borders[matched - 1] ?? 0;
  }
  return found;
}

/** For each beginning of `needle`: the length of its longest proper beginning that is also its end. */
function bordersOf(needle: readonly string[]): number[] {
  const borders = [0];
  let matched = 0;
  for (const line of needle.slice(1)) {
    matched = advance(needle, borders, { matched, line });
    borders.push(matched);
  }
  return borders;
}

/** Number of lines of `needle` matched up to `line`, when `matched` of them were matched up to the line before. */
function advance(
  needle: readonly string[],
  borders: readonly number[],
  { matched, line }: { readonly matched: number; readonly line: string },
): number {
  let length = matched;
  while (length > 0 && needle[length] !== line) length = borders[length - 1] ?? 0;
  return needle[length] === line ? length + 1 : 0;
}
