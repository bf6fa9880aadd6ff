import type { Elite } from '../../core/search.ts';
import { changeLines } from './changes.ts';
import { lossLines } from './ending.ts';
import { elitesText, UNKNOWN_ARCHIVE } from './elites.ts';
import { formatNumber, formatSeconds, formatTime, plural } from './format.ts';
import { modelLines, proposerCost } from './models.ts';
import type { RunView } from '../../view/run-view.ts';
import { NO_CHAIN, statusText } from './status.ts';
import { renderSummaryTable } from './summary-table.ts';
import { visibleText } from './visible-text.ts';
import { reproducibilityText, verdictText } from './verdict.ts';
import { verdictOf, type CaseLookup } from '../../view/verdict.ts';

/** Lines that `renderRunText` adds to the view. */
export interface RunTextDetails {
  readonly logHash: string;
  /** Null where the log does not tell the archive. */
  readonly archiveHash: string | null;
  /** The head of the log's chain; null where it has none. */
  readonly head?: string | null | undefined;
  readonly elites?: readonly Elite[] | null | undefined;
  readonly cases?: CaseLookup | undefined;
  /** Columns of the terminal that the table has to fit into; all that it needs when left out. */
  readonly width?: number | undefined;
}

/** A run for the terminal: its state, the summary table, the verdict, counts, models, advice and hashes. */
export function renderRunText(view: RunView, details: RunTextDetails): string {
  const { logHash, archiveHash, head, elites, cases, width } = details;
  const lines = [
    stateLine(view),
    '',
    renderSummaryTable(view, width),
    '',
    verdictText(verdictOf(view, cases)),
    ...present(reproducibilityText(view)),
    '',
    ...countLines(view),
    ...changeLines(view),
    ...(elites ? [elitesText(elites)] : []),
    ...modelLines(view),
    `log      ${logHash}`,
    `archive  ${archiveHash ?? UNKNOWN_ARCHIVE}`,
    ...(head === undefined ? [] : [`chain    ${head ?? NO_CHAIN}`]),
  ];
  return visibleText(lines.join('\n'));
}

function stateLine(view: RunView): string {
  const when = view.startedAt === null ? '' : `, started ${formatTime(view.startedAt)}`;
  return `${view.problem}, seed ${view.seed}: ${statusText(view)}${when}, ${formatSeconds(view.activeSeconds)} of work`;
}

function countLines(view: RunView): readonly string[] {
  const { programs, scored, evaluations } = view;
  const total = `${plural(programs, 'program')}, ${formatNumber(scored)} with a score, ${plural(evaluations, 'evaluation')}`;
  return [
    total,
    ...lossLines(view),
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
