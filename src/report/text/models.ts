import {
  formatNumber,
  formatPercent,
  formatSeconds,
  formatShort,
  formatUsd,
  plural,
} from './format.ts';
import {
  isFailing,
  type AdvisorView,
  type CallStatistics,
  type ModelStatistics,
} from '../../view/models-view.ts';
import type { RunView } from '../../view/run-view.ts';
import { visibleLine } from './visible-text.ts';

const NOTE_WIDTH = 160;

/** The part of a budget that was spent: `1.23 of 5.00 USD`, `0.42 USD`, `9,000 of 50,000 tokens`. */
export function spentText({ models, budget }: Pick<RunView, 'models' | 'budget'>): string {
  const { total } = models;
  const { usd, tokens, calls } = budget;
  if (usd !== null) return `${formatUsd(total.usd)} of ${formatUsd(usd)} USD`;
  if (total.usd > 0) return `${formatUsd(total.usd)} USD`;
  // People and programs that answer count no tokens.
  const counted = total.tokens > 0 || calls === null;
  if (tokens !== null && counted) {
    return `${formatNumber(total.tokens)} of ${formatNumber(tokens)} tokens`;
  }
  if (calls !== null) return `${formatNumber(total.calls)} of ${plural(calls, 'call')}`;
  return total.tokens > 0 ? `${formatNumber(total.tokens)} tokens` : plural(total.calls, 'call');
}

/** Whether a run ever asked a model. */
export function hasAskedModels({ models }: Pick<RunView, 'models'>): boolean {
  return models.total.calls + models.open.calls > 0;
}

/** Outcomes of calls that happened: `98 answered, 2 failed`. */
export function outcomesText(calls: CallStatistics): string {
  const { answered, recalled, failed, lost } = calls;
  const counts = Object.entries({ answered, recalled, failed, lost }).filter(([, n]) => n > 0);
  return counts.map(([outcome, n]) => `${formatNumber(n)} ${outcome}`).join(', ') || 'none settled';
}

/** The dollars that may not have been paid; undefined when all were. */
export function doubtText({ uncertainUsd, recalledUsd }: CallStatistics): string | undefined {
  const doubts = [
    ...(uncertainUsd > 0
      ? [`${formatUsd(uncertainUsd)} USD may have been billed for calls without a reply`]
      : []),
    ...(recalledUsd > 0
      ? [`${formatUsd(recalledUsd)} USD stand for replies recalled from an earlier run`]
      : []),
  ];
  return doubts.length === 0 ? undefined : doubts.join('; ');
}

/** The models of a run for the terminal, a line each, with costs, advice and what is left. */
export function modelLines(view: RunView): readonly string[] {
  if (!hasAskedModels(view)) return [];
  const { total, models } = view.models;
  const doubt = doubtText(total);
  const open = openText(view);
  return [
    [`models: ${spentText(view)}`, outcomesText(total), ...open, ...leftParts(view)].join(', '),
    ...(doubt === undefined ? [] : [`  of that, ${doubt}`]),
    ...models.map((model) => `  ${modelLine(model)}`),
    ...view.advisors.flatMap((advisor) => [
      `${advisor.name}: ${adviceText(advisor)}${advisor.notes.length === 0 ? '' : ', the latest:'}`,
      ...advisor.notes.map(({ text, evidence }) => {
        const source = evidence.length === 0 ? '' : ` (${evidence.join(', ')})`;
        return `  - ${visibleLine(text, NOTE_WIDTH)}${source}`;
      }),
    ]),
  ];
}

/** Number of times that an advisor wrote notes or failed: `wrote notes 3 times, failed 1 time`. */
export function adviceText({ taken, failed }: AdvisorView): string {
  const written = taken === 0 ? 'wrote no notes' : `wrote notes ${plural(taken, 'time')}`;
  return failed === 0 ? written : `${written}, failed ${plural(failed, 'time')}`;
}

/** Calls without an end, where there are any: `12 asking`. */
export function openText({ models, status }: RunView): readonly string[] {
  const { calls } = models.open;
  if (calls === 0) return [];
  return [`${formatNumber(calls)} ${status === 'running' ? 'asking' : 'open when it stopped'}`];
}

function leftParts({ left }: RunView): readonly string[] {
  const { usd, tokens, calls } = left;
  if (usd !== null) return [`${formatUsd(usd)} USD left`];
  return [
    ...(tokens === null ? [] : [`${formatNumber(tokens)} tokens left`]),
    ...(calls === null ? [] : [`${plural(calls, 'call')} left`]),
  ];
}

function modelLine(model: ModelStatistics): string {
  const { name, usd, medianSeconds, failuresInRow, lastFailure, overruns } = model;
  const parts = [
    outcomesText(model),
    ...(model.tokens === 0 ? [] : [tokensText(model), `${formatUsd(usd)} USD`]),
    ...(medianSeconds === null ? [] : [`median ${formatSeconds(medianSeconds)}`]),
  ];
  const failure =
    isFailing(model) && lastFailure !== null
      ? `; FAILING, ${formatNumber(failuresInRow)} in a row: ${lastFailure.kind}: ${visibleLine(lastFailure.message, NOTE_WIDTH)}`
      : '';
  const overrun =
    overruns === 0
      ? ''
      : `; STOPPED, ${plural(overruns, 'call')} billed beyond ${overruns === 1 ? 'its reservation' : 'their reservations'}`;
  return `${name}: ${parts.join(', ')}${overrun}${failure}`;
}

/** Tokens in and out where the replies were read, in total elsewhere. */
export function tokensText({ tokens, usage }: CallStatistics): string {
  if (usage === null) return `${formatNumber(tokens)} tokens`;
  const cached = cachedPercent(usage);
  const share = cached === 0 ? '' : ` (${formatPercent(cached).replace('+', '')} cached)`;
  return `${formatNumber(usage.input)} tokens in${share}, ${formatNumber(usage.output)} out`;
}

/** Share of the prompt tokens that came from a provider's cache, in percent. */
export function cachedPercent({
  input,
  cachedInput,
}: {
  readonly input: number;
  readonly cachedInput: number;
}): number {
  return input === 0 ? 0 : (100 * cachedInput) / input;
}

/** Cost and gain of a proposer: `1.20 USD, 3.4 ms gained per USD paid`; empty where it asked no model. */
export function proposerCost(
  { calls, usd, gainedPerUsd }: RunView['proposers'][number],
  unit: string,
): string {
  if (calls === 0) return '';
  const gain =
    gainedPerUsd === null || gainedPerUsd === 0
      ? ''
      : `, ${formatShort(gainedPerUsd)} ${unit === '' ? 'fitness' : unit} gained per USD paid`;
  return usd === 0
    ? plural(calls, 'call')
    : `${plural(calls, 'call')}, ${formatUsd(usd)} USD${gain}`;
}
