/** Control characters, line separators and marks that turn text around; tab and line feed stay. */
const HIDDEN = new RegExp(
  String.raw`[^\P{Cc}\t\n]|[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]`,
  'gu',
);

/**
 * Printable text of a candidate or a model: a character that could move the cursor, change the title of a
 * terminal or turn the direction of writing shows as an escape such as `\u001b`. Lines may end in CR LF.
 */
export function visibleText(text: string): string {
  return withEscapes(text.replaceAll('\r\n', '\n'));
}

/** The same on one line, at most `most` characters long. */
export function visibleLine(text: string, most = Infinity): string {
  const line = visibleText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, Math.max(0, most - 1))}\u2026`;
}

/** Every hidden character as its escape. */
export function withEscapes(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
