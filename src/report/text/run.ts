import type { Elite } from '../../core/search.ts';
import { elitesText, UNKNOWN_ARCHIVE } from './elites.ts';
import { formatNumber, formatSeconds, formatTime, plural } from './format.ts';
import { modelLines, proposerCost } from './models.ts';
import type { RunView } from '../../view/run-view.ts';
import { renderSummaryTable } from './summary-table.ts';
import { visibleText } from './visible-text.ts';
import { reproducibilityText, verdictText } from './verdict.ts';
import { verdictOf, type CaseLookup } from '../../view/verdict.ts';

/** Lines that `renderRunText` adds to the view. */
export interface RunTextDetails {
  readonly logHash: string;
  /** Null where the log does not tell the archive. */
  readonly archiveHash: string | null;
  readonly elites?: readonly Elite[] | null | undefined;
  readonly cases?: CaseLookup | undefined;
}

/** A run for the terminal: its state, the summary table, the verdict, counts, models, advice and hashes. */
export function renderRunText(view: RunView, details: RunTextDetails): string {
  const { logHash, archiveHash, elites, cases } = details;
  const lines = [
    stateLine(view),
    '',
    renderSummaryTable(view),
    '',
    verdictText(verdictOf(view, cases)),
    ...present(reproducibilityText(view)),
    '',
    ...countLines(view),
    ...(elites ? [elitesText(elites)] : []),
    ...modelLines(view),
    `log      ${logHash}`,
    `archive  ${archiveHash ?? UNKNOWN_ARCHIVE}`,
  ];
  return visibleText(lines.join('\n'));
}

function stateLine(view: RunView): string {
  const reason = view.reason === null ? '' : ` (${view.reason})`;
  const when = view.startedAt === null ? '' : `, started ${formatTime(view.startedAt)}`;
  return `${view.problem}, seed ${view.seed}: ${view.status}${reason}${when}, ${formatSeconds(view.activeSeconds)} of work`;
}

function countLines(view: RunView): readonly string[] {
  const { programs, scored, evaluations, rejected, dropped } = view;
  const total = `${plural(programs, 'program')}, ${formatNumber(scored)} with a score, ${plural(evaluations, 'evaluation')}`;
  return [
    total,
    ...(Object.keys(rejected).length === 0 ? [] : [`without a score: ${counts(rejected)}`]),
    ...(Object.keys(dropped).length === 0 ? [] : [`proposals dropped: ${counts(dropped)}`]),
    ...view.proposers.map((proposer) => {
      const { name, tried, kept, improved } = proposer;
      const cost = proposerCost(proposer, view.objective?.unit ?? '');
      const counted = `${formatNumber(tried)} tried, ${formatNumber(kept)} kept, ${formatNumber(improved)} new best`;
      return `${name}: ${counted}${cost === '' ? '' : `; ${cost}`}`;
    }),
  ];
}

function present(line: string | undefined): readonly string[] {
  return line === undefined ? [] : [line];
}

function counts(byReason: Readonly<Record<string, number>>): string {
  return Object.entries(byReason)
    .map(([reason, count]) => `${formatNumber(count)} ${reason}`)
    .join(', ');
}
