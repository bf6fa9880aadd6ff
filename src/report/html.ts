/** Text that is HTML already. Only `html`, `join` and `raw` make it. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[] | null;

/**
 * A template whose values are escaped unless they are Markup themselves, so that no text of a
 * candidate can become an element or leave an attribute. Null is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const parts = strings.map((text, index) => `${text}${textOf(values[index] ?? null)}`);
  return { markup: parts.join('') };
}

/** Trusted text as it is: style sheets, and data that was made safe before. */
export function raw(markup: string): Markup {
  return { markup };
}

function textOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** Text for an element's content or a quoted attribute. Control characters become visible. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(hidden, codeOf);
}

/** Control characters, line separators and marks that turn text around; tab and line feed stay. */
const hidden = new RegExp(
  String.raw`[^\P{Cc}\t\n]|[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]`,
  'gu',
);

/** JSON for a script element of a data type: no `<` and no hidden character survives in it. */
export function embedJson(value: unknown): Markup {
  return { markup: JSON.stringify(value).replaceAll('<', '\\u003c').replace(hidden, codeOf) };
}

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
