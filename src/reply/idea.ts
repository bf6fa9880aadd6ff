import { replaceHidden } from '../core/hidden-characters.ts';

const IDEA = /^[\s*_#>`-]*idea[\s*_`]*:[\s*_`]*(.*)$/i;
const MAX_CHARACTERS = 200;

/** The text of the first `Idea:` line: at most 200 printable characters, perhaps none. */
export function ideaOf(lines: readonly string[]): string {
  for (const line of lines) {
    const said = IDEA.exec(line.slice(0, 4 * MAX_CHARACTERS))?.[1];
    if (said === undefined) continue;
    const plain = replaceHidden(said.replaceAll(/\s+/g, ' '), () => '');
    return Array.from(plain.replace(/[*_`\s]+$/, ''))
      .slice(0, MAX_CHARACTERS)
      .join('')
      .trim();
  }
  return '';
}
