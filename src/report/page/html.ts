import { withEscapes } from '../../core/hidden-characters.ts';

/** Text that is HTML already, made only by `html`, `join` and `raw`. */
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
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
  return withEscapes(escaped);
}

/** JSON for a script element of a data type: no `<` and no hidden character survives in it. */
export function embedJson(value: unknown): Markup {
  return { markup: withEscapes(JSON.stringify(value).replaceAll('<', '\\u003c')) };
}
