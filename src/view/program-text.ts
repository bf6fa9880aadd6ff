import type { Source } from '../core/program.ts';

/** The text of a program on one page: of several files, each stands under a comment with its name. */
export function programText({ files }: Source): string {
  const texts = Object.entries(files);
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return only[1].trimEnd();
  return texts.map(([file, text]) => `// ${file}\n${text.trimEnd()}`).join('\n\n');
}
