import type { Source } from '../core/program.ts';
import { parseModule } from '../syntax/parse.ts';
import { dataBlock } from './quote.ts';

/** The files of a program as data, the entry first, then by name. */
export function sourceText(source: Source, program: string): string {
  const others = Object.keys(source.files).filter((path) => path !== source.entry);
  return [source.entry, ...others.toSorted()]
    .map((path) => dataBlock(source.files[path] ?? '', { program, file: path }, languageOf(path)))
    .join('\n\n');
}

/**
 * The source without its comments, but for those that mark a constant to tune: text in comments does
 * nothing for a program and may try to instruct the model that reads it. A file that does not parse stays as it is.
 */
export function withoutComments(source: Source): Source {
  const files = Object.entries(source.files).map(([path, text]) => [path, stripped(text)] as const);
  return { entry: source.entry, files: Object.fromEntries(files) };
}

const KEPT = /^\s*tune\b/;

function stripped(text: string): string {
  const parsed = parseModule(text);
  if (!parsed.ok) return text;
  let result = '';
  let done = 0;
  for (const { start, end, value } of parsed.ast.comments ?? []) {
    if (KEPT.test(value) || typeof start !== 'number' || typeof end !== 'number') continue;
    result += text.slice(done, start);
    // A line end inside a comment may be what ends the statement before it.
    result += value.includes('\n') ? '\n' : ' ';
    done = end;
  }
  const left = result + text.slice(done);
  return done === 0
    ? text
    : left
        .replaceAll(/[ \t]+$/gm, '')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trimStart();
}

function languageOf(path: string): string {
  return /\.([a-z]{1,8})$/.exec(path)?.[1] ?? 'text';
}
