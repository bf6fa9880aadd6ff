import type { CaseResult } from '../../core/program.ts';
import {
  formatNumber,
  formatPercent,
  formatSeconds,
  formatShort,
  formatUsd,
} from '../text/format.ts';
import { seenText } from '../text/changes.ts';
import { html, type Markup } from './html.ts';
import { column, DASH, numberCell, numeric, table } from './table.ts';
import { hasAskedModels } from '../text/models.ts';
import type { PolicyView, RunView } from '../../view/run-view.ts';
import { gapPercent, type SplitScore } from '../../view/split-score.ts';
import { splitsOf } from '../text/summary-table.ts';

type Scored = Extract<SplitScore, { status: 'scored' }>;

/** Seeds, baselines and the best program by split, with standard errors and gaps. */
export function policyTable(view: RunView): Markup {
  const splits = splitsOf(view);
  const policies = [...view.references, ...othersOf(view)];
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
  if (score === undefined) return numberCell(DASH);
  if (score.status !== 'scored') {
    const clock = score.byClock ? ' (by a clock)' : '';
    return html`<td class="number bad">${score.status}: ${score.reason}${clock}</td>`;
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
  const seen =
    score.seenAfter === undefined
      ? null
      : html`<br /><span class="bad">${seenText(score.seenAfter)}</span>`;
  return html`<td class="number">
    ${formatNumber(score.value)}
    <span class="error">± ${formatError(score)}</span>${gap}${warning}${seen}
  </td>`;
}

/** Rounding of equal case values is no spread. */
function formatError({ value, standardError }: Scored): string {
  return formatShort(standardError > 1e-9 * Math.abs(value) ? standardError : 0);
}

/** Cases of a split that the page holds, and those that it shows at once. */
const MAX_CASES = 60;
const SHOWN_CASES = 12;

/** The cases of one split, the largest gap first; without bounds, in the order of the split. */
export function caseResultTable(
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
  const kept = worstFirst.slice(0, MAX_CASES);
  const [shown, folded] = [kept.slice(0, SHOWN_CASES), kept.slice(SHOWN_CASES)];
  const unit = objective === null ? '' : ` (${objective.unit})`;
  const invalid = cases.filter(({ valid }) => !valid).length;
  return html`<p>
      ${cases.length} ${split} cases, ${invalid === 0 ? 'all valid' : `${invalid} invalid`}, the
      worst first.${kept.length < cases.length ? ` The first ${kept.length} are here.` : ''}
    </p>
    ${casesTable(`The best program on the worst ${split} cases`, shown, unit)}
    ${
      folded.length === 0
        ? null
        : html`<details>
            <summary>${folded.length} more cases</summary>
            ${casesTable(`The best program on further ${split} cases`, folded, unit)}
          </details>`
    }`;
}

type CaseWithGap = CaseResult & { readonly gap: number | null };

function casesTable(caption: string, rows: readonly CaseWithGap[], unit: string): Markup {
  return table(caption, {
    head: [
      column('case'),
      numeric(`value${unit}`),
      numeric(`bound${unit}`),
      numeric('gap'),
      column('valid'),
      column('note'),
    ],
    rows: rows.map((result) => caseRow(result)),
  });
}

function caseRow(result: CaseWithGap): Markup {
  const { id, value, bound, gap, valid, note } = result;
  return html`<tr>
    <th scope="row">${id}</th>
    ${numberCell(formatNumber(value))}
    ${numberCell(bound === undefined ? DASH : formatNumber(bound))}
    ${numberCell(gap === null ? DASH : formatPercent(gap))}
    <td class="${valid ? '' : 'bad'}">${valid ? 'yes' : 'no'}</td>
    <td class="change">${note ?? ''}</td>
  </tr>`;
}

/** The proposals of each proposer, their outcomes and, where models were asked, their cost. */
export function proposerTable(view: RunView): Markup {
  const unit = view.objective?.unit ?? '';
  const gained = unit === '' ? 'gained' : `gained (${unit})`;
  const paid = hasAskedModels(view) ? ['calls', 'USD', 'gain per USD'] : [];
  const names = ['tried', 'became programs', 'scored', 'kept', 'new best', gained];
  const took = ['evaluations', 'time proposing', ...paid];
  return table('Proposers', {
    head: [column('proposer'), ...[...names, ...took].map((name) => numeric(name))],
    rows: view.proposers.map((entry) => {
      const { tried, added, scored, kept, improved, evaluations } = entry;
      return html`<tr>
        <th scope="row">${entry.name}</th>
        ${[tried, added, scored, kept, improved].map((count) => numberCell(formatNumber(count)))}
        ${numberCell(entry.gained === 0 ? DASH : formatShort(entry.gained, 4))}
        ${numberCell(formatNumber(evaluations))} ${numberCell(formatSeconds(entry.proposeSeconds))}
        ${paid.length === 0 ? null : costCells(entry)}
      </tr>`;
    }),
  });
}

function costCells({ calls, usd, gainedPerUsd }: RunView['proposers'][number]): Markup {
  if (calls === 0) return html`${numberCell(DASH)}${numberCell(DASH)}${numberCell(DASH)}`;
  const rate = gainedPerUsd === null ? DASH : formatShort(gainedPerUsd);
  return html`${numberCell(formatNumber(calls))}${numberCell(formatUsd(usd))}${numberCell(rate)}`;
}
