import type { Elite } from '../../core/search.ts';
import type { RunView } from '../../view/run-view.ts';
import { elitesText } from '../text/elites.ts';
import { formatNumber } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { column, numberCell, numeric, table } from './table.ts';

/** Elites that the page holds. */
const MAX_ELITES = 60;

/** The elites at the end, best first, with the cell that each one holds. */
export function archiveTable(elites: readonly Elite[], { features }: RunView): Markup {
  const shown = elites.slice(0, MAX_ELITES);
  const cell = features.length === 0 ? 'cell' : `cell (${names(features)})`;
  const rest = shown.length < elites.length ? ` The best ${shown.length} are here.` : '';
  return html`<p>${elitesText(elites)}.${rest}</p>
    ${table('Elites, best first', {
      head: [column('program'), numeric('fitness'), numeric('island'), column(cell)],
      rows: shown.map(
        ({ id, fitness, island, cell: place }) =>
          html`<tr>
            <th scope="row">${id}</th>
            ${numberCell(formatNumber(fitness))} ${numberCell(formatNumber(island))}
            <td>${place}</td>
          </tr>`,
      ),
    })}`;
}

function names(features: RunView['features']): string {
  return features.map(({ name }) => name).join(', ');
}
