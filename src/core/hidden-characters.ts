/**
 * Characters that a reader does not see, or that change how others are seen: controls other than tab and line feed
 * (escape sequences begin with one), byte order marks, marks of direction, joiners and fillers without a glyph, tags
 * and variation selectors that spell hidden words, line separators that only some programs know, characters that no
 * text may hold, halves of surrogate pairs. The joiner and the selector within an emoji are seen.
 *
 * The one list for every border of this program: the gate of candidates, prompts, terminal, report, feedback.
 */
const HIDDEN = new RegExp(
  [
    String.raw`[^\P{Cc}\t\n]`,
    String.raw`[\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]`,
    String.raw`[^\P{Cf}\u200d]`,
    String.raw`[^\P{Default_Ignorable_Code_Point}\u200d\ufe0f]`,
    String.raw`(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d`,
    String.raw`(?<![\p{Extended_Pictographic}#*0-9])\ufe0f`,
  ].join('|'),
  'gu',
);
/** Most texts, and none of the characters above. */
const PLAIN = /^[\t\n\u0020-\u007e]*$/;

/** A text with every hidden character replaced. Line ends of Windows become line feeds. */
export function replaceHidden(text: string, replacement: (character: string) => string): string {
  if (PLAIN.test(text)) return text;
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, replacement);
}

/** A text with every hidden character as an escape such as `\u001b`, which JSON reads as well. */
export function withEscapes(text: string): string {
  return replaceHidden(text, escapeOf);
}

function escapeOf(character: string): string {
  return Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** The first hidden character of a text, and where it stands; line ends of Windows are none. */
export function firstHidden(
  text: string,
): { readonly character: string; readonly index: number } | undefined {
  if (PLAIN.test(text)) return undefined;
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (character !== '\r' || text[index + 1] !== '\n') return { character, index };
  }
  return undefined;
}

/** The beginning of a text: at most `max` UTF-16 units, and no half of a surrogate pair at its end. */
export function beginningOf(text: string, max: number): string {
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(max - 1));
  return text.slice(0, splitsPair ? max - 1 : max);
}

/**
 * Text of others within lines of ours, such as a message that a candidate threw: hidden characters are escapes, and
 * every line after the first has a bar before it, so that none can pass for a line of ours.
 */
export function quotedLines(text: string): string {
  return withEscapes(text).replaceAll('\n', '\n  | ');
}
