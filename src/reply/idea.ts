const IDEA = /^[\s*_#>`-]*idea[\s*_`]*:[\s*_`]*(.*)$/i;
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;
const MAX_CHARACTERS = 200;

/** The text of the first `Idea:` line: at most 200 printable characters, perhaps none. */
export function ideaOf(lines: readonly string[]): string {
  for (const line of lines) {
    const said = IDEA.exec(line.slice(0, 4 * MAX_CHARACTERS))?.[1];
    if (said === undefined) continue;
    const plain = said.replaceAll(/\s+/g, ' ').replaceAll(UNPRINTABLE, '');
    return Array.from(plain.replace(/[*_`\s]+$/, ''))
      .slice(0, MAX_CHARACTERS)
      .join('')
      .trim();
  }
  return '';
}
