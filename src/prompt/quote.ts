import { beginningOf, replaceHidden } from '../core/hidden-characters.ts';

const LINE_ENDS = /\r\n|[\r\u2028\u2029]/g;
const HALF = /\p{Cs}/u;

/** Text without hidden characters, with `\n` as its only line end and without lone surrogates. */
export function cleaned(text: string): string {
  const lines = text.replaceAll(LINE_ENDS, '\n');
  return replaceHidden(lines, (character) => (HALF.test(character) ? '\ufffd' : ''));
}

/** Text of at most `max` UTF-16 units that ends in `…` where something is missing. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${beginningOf(text, max - 1)}…`;
}

/** Text of others within a line: quotes around it, no line end in it, at most `max` characters. */
export function inlineQuote(text: string, max: number): string {
  return JSON.stringify(cut(oneLine(text), max));
}

/** Cleaned text with every run of white space as one space. */
export function oneLine(text: string): string {
  return cleaned(text).replaceAll(/\s+/g, ' ').trim();
}

/**
 * Text of others as a block that nothing inside it can close: a fence longer than any run of backticks
 * in the text (CommonMark 0.31, section 4.5), within a `data` element that names its kind. The text is
 * cleaned and gets a line end where it has none at its end; otherwise it stands there as it is.
 */
export function dataBlock(
  text: string,
  label: Readonly<Record<string, string>>,
  language = 'text',
): string {
  const body = cleaned(text);
  const attributes = Object.entries(label)
    .map(([name, value]) => ` ${name}=${JSON.stringify(oneLine(value))}`)
    .join('');
  const fence = fenceFor(body);
  const end = body.endsWith('\n') ? '' : '\n';
  return `<data${attributes}>\n${fence}${language}\n${body}${end}${fence}\n</data>`;
}

function fenceFor(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}
