import { formatNumber } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { DASH, numberCell } from './table.ts';
import type { LineageStep } from '../../view/run-view.ts';

/** A link to the row of a program. */
export function programLink(id: string): Markup {
  return html`<a href="#program-${id}">${id}</a>`;
}

/** A row that `programLink` leads to, with more cells behind. */
export function programRow(step: LineageStep, more: readonly Markup[] = []): Markup {
  const { id, proposer, note, value } = step;
  return html`<tr id="program-${id}">
    <th scope="row" class="id">${id}</th>
    <td>${proposer}</td>
    <td class="change">${note}</td>
    ${numberCell(value === null ? DASH : formatNumber(value))} ${more}
  </tr>`;
}
