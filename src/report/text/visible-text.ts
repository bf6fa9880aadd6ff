import { beginningOf, withEscapes } from '../../core/hidden-characters.ts';

/**
 * Printable text of a candidate or a model: a character that could move the cursor, change the title of a
 * terminal or turn the direction of writing shows as an escape such as `\u001b`. Lines may end in CR LF.
 */
export function visibleText(text: string): string {
  return withEscapes(text);
}

/** The same on one line, at most `most` characters long. */
export function visibleLine(text: string, most = Infinity): string {
  const line = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${beginningOf(line, Math.max(0, most - 1))}\u2026`;
}
