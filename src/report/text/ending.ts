import { remedyFor } from '../../core/drop-cause.ts';
import type { RunFinished } from '../../core/events.ts';
import type { DropView, RunView } from '../../view/run-view.ts';
import { changeLines } from './changes.ts';
import { formatNumber, formatSeconds, plural } from './format.ts';
import { visibleLine } from './visible-text.ts';

/** Causes of drops that are told one by one, and characters of a message. */
const MAX_CAUSES = 6;
const WIDTH = 160;

/** Why a run ended or paused, and what was dropped and rejected, by reason: at the end of every run. */
export function endingText(view: RunView): string {
  return [`${view.status}: ${reasonText(view)}`, ...lossLines(view), ...changeLines(view)].join(
    '\n',
  );
}

/** What brought no score, by reason; what to do about the commonest cause of drops. */
export function lossLines({ rejected, dropped, drops }: RunView): readonly string[] {
  const causes = drops.slice(0, MAX_CAUSES).filter((drop) => isTold(drop, drops));
  const [first] = drops;
  // A search without models repeats itself now and then.
  const remedy = first?.byModel ? remedyFor(first.cause) : undefined;
  return [
    ...(Object.keys(rejected).length === 0 ? [] : [`without a score: ${counts(rejected)}`]),
    ...(Object.keys(dropped).length === 0 ? [] : [`proposals dropped: ${counts(dropped)}`]),
    ...causes.map(
      ({ cause, count, detail }) =>
        `  ${formatNumber(count)} ${cause}, the latest: ${visibleLine(detail, WIDTH)}`,
    ),
    ...(remedy === undefined || causes.length === 0 ? [] : [`  to mend the first: ${remedy}`]),
  ];
}

/** Repetitions without a model are a part of every search and need no words. */
function isTold({ byModel }: DropView, all: readonly DropView[]): boolean {
  return byModel || !all.some((drop) => drop.byModel);
}

function counts(byReason: Readonly<Record<string, number>>): string {
  return Object.entries(byReason)
    .map(([reason, count]) => `${formatNumber(count)} ${reason}`)
    .join(', ');
}

function reasonText(view: RunView): string {
  const { reason, status } = view;
  if (status !== 'finished')
    return reason === null ? 'no reason is known' : visibleLine(reason, 400);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the event holds one of these
  return REASONS[reason as RunFinished['reason']](view);
}

const REASONS: Readonly<Record<RunFinished['reason'], (view: RunView) => string>> = {
  evaluations: ({ evaluations, budget }) =>
    `budget.evaluations is used up (${formatNumber(Math.floor(evaluations))} of ${formatNumber(budget.evaluations ?? 0)})`,
  spending: ({ left }) => {
    const keys = Object.entries(left).filter(([, rest]) => rest !== null);
    const rests = keys.map(([key, rest]) => `budget.${key} (${formatNumber(rest ?? 0)} left)`);
    return `the rest covers no further proposal of a model: ${rests.join(', ')}`;
  },
  'wall-time': ({ budget }) =>
    `budget.wallSeconds is over (${formatSeconds(budget.wallSeconds ?? 0)})`,
  target: ({ budget }) => `budget.targetFitness is reached (${budget.targetFitness ?? ''})`,
  plateau: ({ budget }) =>
    `${plural(budget.plateauEvaluations ?? 0, 'evaluation')} without a better program (budget.plateau)`,
  'by-request': () => 'adrs finish ended it',
  exhausted: () => 'a long row of proposals brought no new program (budget.drops.all)',
};
