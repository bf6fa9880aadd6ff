import type { Note } from '../../core/model.ts';
import { formatNumber } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { adviceText } from '../text/models.ts';
import type { AdvisorView } from '../../view/models-view.ts';
import { programLink, programRow } from './program.ts';
import { column, numeric, table } from './table.ts';
import type { RunView } from '../../view/run-view.ts';

const TITLES: Readonly<Record<string, string>> = { insights: 'Insights', paradigm: 'Directions' };

/** The latest notes of each advisor with links to the programs that they rest on. */
export function lessons(view: RunView): Markup {
  const shown = new Set([...view.lineage, ...view.cited].map(({ id }) => id));
  const ancestors = new Set(view.lineage.map(({ id }) => id));
  const cited = view.cited.filter(({ id }) => !ancestors.has(id));
  return html`${view.advisors.map((advisor) => notesOf(advisor, shown))}
  ${
    cited.length === 0
      ? null
      : table('Programs that lessons rest on, apart from those of the lineage', {
          head: [column('program'), column('proposer'), column('change'), numeric('train')],
          rows: cited.map((step) => programRow(step)),
        })
  }`;
}

function notesOf(advisor: AdvisorView, shown: ReadonlySet<string>): Markup {
  const { name, ordinal, notes } = advisor;
  const from = ordinal === null ? '' : `; these are from #${formatNumber(ordinal)}`;
  return html`<h3>${TITLES[name] ?? name}</h3>
    <p class="note">The advisor ${name} ${adviceText(advisor)}${from}.</p>
    ${
      notes.length === 0
        ? null
        : html`<ul class="lessons">
            ${notes.map((note) => lesson(note, shown))}
          </ul>`
    }`;
}

function lesson({ text, evidence }: Note, shown: ReadonlySet<string>): Markup {
  const links = evidence
    .slice(0, 12)
    .map((id) => html` ${shown.has(id) ? programLink(id) : html`${id}`}`);
  return html`<li>${text}<span class="evidence">${links}</span></li>`;
}
