import { html, type Markup } from './html.ts';

/** A table that scrolls by itself on a narrow screen. */
export function table(
  caption: string,
  content: { readonly head: readonly Markup[]; readonly rows: readonly Markup[] },
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${content.head}
        </tr>
      </thead>
      <tbody>
        ${content.rows}
      </tbody>
    </table>
  </div>`;
}

/** A column's head. */
export const column = (name: string): Markup => html`<th scope="col">${name}</th>`;
/** The head of a column of numbers. */
export const numeric = (name: string): Markup => html`<th scope="col" class="number">${name}</th>`;
/** A cell of a column of numbers. */
export const numberCell = (text: string): Markup => html`<td class="number">${text}</td>`;
/** Placeholder for an empty cell. */
export const DASH = '\u2013';
