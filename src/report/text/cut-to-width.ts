import stringWidth from 'string-width';

const ELLIPSIS = '\u2026';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A line that takes at most `width` columns of a terminal, with an ellipsis where something was cut off. No character
 * that a reader sees as one, such as a letter with its accents, is cut in two.
 */
export function cutToWidth(line: string, width: number): string {
  if (fits(line, width)) return line;
  const kept = beginningIn(charactersOf(line), width - 1);
  return width < 1 ? '' : `${kept.join('')}${ELLIPSIS}`;
}

/** The same, with the end of the line in place of its beginning. */
export function cutStartToWidth(line: string, width: number): string {
  if (fits(line, width)) return line;
  const kept = beginningIn(charactersOf(line).toReversed(), width - 1);
  return width < 1 ? '' : `${ELLIPSIS}${kept.toReversed().join('')}`;
}

function fits(line: string, width: number): boolean {
  return line.length <= width / 2 || stringWidth(line) <= width;
}

function charactersOf(line: string): readonly string[] {
  return Array.from(graphemes.segment(line), ({ segment }) => segment);
}

function beginningIn(characters: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = characters.findIndex((character) => {
    used += stringWidth(character);
    return used > width;
  });
  return characters.slice(0, end < 0 ? undefined : end);
}
