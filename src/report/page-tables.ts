import type { CaseResult } from '../core/program.ts';
import { formatNumber, formatPercent, formatSeconds, formatShort } from './format.ts';
import { html, type Markup } from './html.ts';
import type { PolicyView, RunView } from './run-view.ts';
import { gapPercent, type SplitScore } from './split-score.ts';

import { splitsOf } from './summary-table.ts';

type Scored = Extract<SplitScore, { status: 'scored' }>;

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

const column = (name: string): Markup => html`<th scope="col">${name}</th>`;
const numeric = (name: string): Markup => html`<th scope="col" class="number">${name}</th>`;
const number = (text: string): Markup => html`<td class="number">${text}</td>`;
const DASH = '\u2013';

/** Seeds, baselines and the best program by split, with standard errors and gaps. */
export function policyTable(view: RunView): Markup {
  const splits = splitsOf(view);
  const policies = [...view.humans, ...othersOf(view)];
  const rows = policies.map((policy) => policyRow(policy, splits));
  const best = view.best === null ? [] : [policyRow(view.best, splits, 'best')];
  const unit =
    view.objective === null ? 'fitness' : `${view.objective.metric} in ${view.objective.unit}`;
  return table(`Policies by split: ${unit}, \u00b1 standard error, gap to the bound`, {
    head: [column('policy'), ...splits.map((split) => numeric(split))],
    rows: [...rows, ...best],
  });
}

function othersOf(view: RunView): readonly PolicyView[] {
  return view.finalists.filter(({ name }) => name !== view.best?.name);
}

function policyRow(policy: PolicyView, splits: readonly string[], kind = ''): Markup {
  const name = kind === 'best' ? `best found (${policy.name})` : policy.name;
  return html`<tr class="${kind}">
    <th scope="row">${name}</th>
    ${splits.map((split) => scoreCell(policy.splits[split]))}
  </tr>`;
}

function scoreCell(score: SplitScore | undefined): Markup {
  if (score === undefined) return number(DASH);
  if (score.status !== 'scored') {
    return html`<td class="number bad">${score.status}: ${score.reason}</td>`;
  }
  const invalid = score.invalidCases ?? 0;
  const gap =
    score.gapPercent === null
      ? null
      : html` <span class="gap">${formatPercent(score.gapPercent)}</span>`;
  const warning =
    invalid === 0
      ? null
      : html`<br /><span class="bad">${invalid} of ${score.cases} invalid</span>`;
  return html`<td class="number">
    ${formatNumber(score.value)}
    <span class="error">± ${formatError(score)}</span>${gap}${warning}
  </td>`;
}

/** Rounding of equal case values is no spread. */
function formatError({ value, standardError }: Scored): string {
  return formatShort(standardError > 1e-9 * Math.abs(value) ? standardError : 0);
}

const MOST_CASES = 60;

/** The cases of one split, the largest gap first; without bounds, in the order of the split. */
export function caseTable(
  cases: readonly CaseResult[],
  { view, split }: { readonly view: RunView; readonly split: string },
): Markup {
  const { objective } = view;
  const measured = cases.map((result) => ({
    ...result,
    gap: gapPercent(result.value, { bound: result.bound ?? null, objective }),
  }));
  const worstFirst = measured.toSorted(
    (a, b) => Number(a.valid) - Number(b.valid) || (b.gap ?? 0) - (a.gap ?? 0),
  );
  const shown = worstFirst.slice(0, MOST_CASES);
  const unit = objective === null ? '' : ` (${objective.unit})`;
  const invalid = cases.filter(({ valid }) => !valid).length;
  return html`<p>
      ${cases.length} ${split} cases, ${invalid === 0 ? 'all valid' : `${invalid} invalid`}, the
      worst first.${shown.length < cases.length ? ` The first ${shown.length} are shown.` : ''}
    </p>
    ${table(`The best program on each ${split} case`, {
      head: [
        column('case'),
        numeric(`value${unit}`),
        numeric(`bound${unit}`),
        numeric('gap'),
        column('valid'),
        column('note'),
      ],
      rows: shown.map((result) => caseRow(result)),
    })}`;
}

function caseRow(result: CaseResult & { readonly gap: number | null }): Markup {
  const { id, value, bound, gap, valid, note } = result;
  return html`<tr>
    <th scope="row">${id}</th>
    ${number(formatNumber(value))} ${number(bound === undefined ? DASH : formatNumber(bound))}
    ${number(gap === null ? DASH : formatPercent(gap))}
    <td class="${valid ? '' : 'bad'}">${valid ? 'yes' : 'no'}</td>
    <td>${note ?? ''}</td>
  </tr>`;
}

/** What each proposer tried and what came of it. */
export function proposerTable(view: RunView): Markup {
  const names = [
    'tried',
    'became programs',
    'scored',
    'kept',
    'new best',
    'evaluations',
    'time proposing',
  ];
  return table('Proposers', {
    head: [column('proposer'), ...names.map((name) => numeric(name))],
    rows: view.proposers.map((entry) => {
      const { tried, added, scored, kept, improved, evaluations } = entry;
      const counts = [tried, added, scored, kept, improved, evaluations];
      return html`<tr>
        <th scope="row">${entry.name}</th>
        ${counts.map((count) => number(formatNumber(count)))}
        ${number(formatSeconds(entry.proposeSeconds))}
      </tr>`;
    }),
  });
}

/** The best program's ancestors, seed first. */
export function lineageTable(view: RunView): Markup {
  const steps = view.lineage.toReversed();
  return table(`Lineage of ${view.best?.id ?? ''}, from its seed`, {
    head: [
      column('program'),
      column('proposer'),
      column('change'),
      numeric('train'),
      numeric('gap'),
      numeric('found after'),
    ],
    rows: steps.map(({ id, proposer, note, value, foundAfter }) => {
      const { trainBound: bound, objective } = view;
      const gap = value === null ? null : gapPercent(value, { bound, objective });
      return html`<tr>
        <th scope="row">${id}</th>
        <td>${proposer}</td>
        <td>${note}</td>
        ${number(value === null ? DASH : formatNumber(value))}
        ${number(gap === null ? DASH : formatPercent(gap))} ${number(formatNumber(foundAfter))}
      </tr>`;
    }),
  });
}
