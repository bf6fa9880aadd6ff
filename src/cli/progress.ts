import stringWidth from 'string-width';
import { cutToWidth } from '../report/text/cut-to-width.ts';
import {
  formatNumber,
  formatPercent,
  formatSeconds,
  formatShort,
  plural,
} from '../report/text/format.ts';
import { hasAskedModels, openText, spentText } from '../report/text/models.ts';
import { isFailing } from '../view/models-view.ts';
import type { RunView } from '../view/run-view.ts';
import type { Terminal } from './terminal.ts';

/** Redraws a second where a person watches. */
const FRAMES = 10;
/** Milliseconds between two lines where nobody watches. */
const PLAIN_EVERY_MS = 5_000;
/** Milliseconds over which the present rate is measured. */
const RATE_WINDOW_MS = 10_000;

/** A line about a run that goes on. */
export interface ProgressLine {
  /** Takes the line away and stops. */
  stop(): void;
}

interface ProgressOptions {
  /** The present state; called at most ten times a second. */
  readonly view: () => RunView;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * Shows a run on the error stream: one line drawn again and again where a person watches, a line
 * every few seconds elsewhere, where something other than the time has changed. Does not keep the process alive.
 */
export function startProgress(
  io: Terminal,
  { view, now = () => performance.now() }: ProgressOptions,
): ProgressLine {
  const rate = createRate();
  let said = '';
  const show = (): void => {
    const state = view();
    const present = rate.after(state.evaluations, now());
    if (io.isTty) return io.draw(formatProgress(state, present, io.columns - 1));
    const facts = factsOf(state);
    if (facts !== said) io.err(formatProgress(state, present));
    said = facts;
  };
  const timer = setInterval(show, io.isTty ? 1000 / FRAMES : PLAIN_EVERY_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      io.draw('');
    },
  };
}

/**
 * Best so far with its gap to the bound, evaluations and programs, what was spent on models and how many
 * calls wait for a reply, evaluations a second, the time left until the first budget is used up, and
 * models that only fail. `rate` is null when it is not known yet. The least important parts
 * are left out where the line would be wider than `width` characters.
 */
export function formatProgress(view: RunView, rate: number | null, width = Infinity): string {
  const { budget, evaluations } = view;
  const limit = budget.evaluations === null ? '' : `/${formatNumber(budget.evaluations)}`;
  const count = `${formatNumber(Math.floor(evaluations))}${limit} evaluations`;
  const speed = rate === null || rate === 0 ? [] : [`${formatShort(rate, 3)}/s`];
  const left = leftPart(secondsLeft(view, rate));
  const best = bestPart(view, ' to bound');
  const brief = bestPart(view, '');
  const { spent, asking, failing } = modelParts(view);
  const models = [...spent, ...asking];
  const forms = [
    [best, count, plural(view.programs, 'program'), ...models, ...speed, ...left, ...failing],
    [best, count, ...models, ...speed, ...left, ...failing],
    [brief, count, ...models, ...speed, ...left, ...failing],
    [brief, ...models, ...left, ...failing],
    [brief, ...spent, ...failing],
    [brief, ...left],
  ].map((parts) => parts.join('  '));
  return forms.find((line) => stringWidth(line) <= width) ?? cutToWidth(brief, width);
}

/** What a line tells apart from rates and times, in full. */
function factsOf(view: RunView): string {
  const { evaluations, programs, best, models } = view;
  const { calls, failed } = models.total;
  return JSON.stringify([evaluations, programs, best?.id, calls, failed, models.open.calls]);
}

function bestPart({ best, objective }: RunView, ofGap: string): string {
  const train = best?.splits['train'];
  if (train?.status !== 'scored') return 'best: none yet';
  const unit = objective === null || objective.unit === '' ? '' : ` ${objective.unit}`;
  const gap = train.gapPercent === null ? '' : ` (${formatPercent(train.gapPercent)}${ofGap})`;
  return `best ${formatNumber(train.value)}${unit}${gap}`;
}

function modelParts(
  view: RunView,
): Readonly<Record<'spent' | 'asking' | 'failing', readonly string[]>> {
  if (!hasAskedModels(view)) return { spent: [], asking: [], failing: [] };
  const { models } = view.models;
  const failing = models.filter((model) => isFailing(model)).map(({ name }) => name);
  return {
    spent: [spentText(view)],
    asking: openText(view),
    failing: failing.length === 0 ? [] : [`${failing.join(', ')} failing`],
  };
}

/** The finalists are measured after the budget is used up. */
function leftPart(seconds: number | null): readonly string[] {
  if (seconds === null) return [];
  return seconds === 0 ? ['finishing'] : [`${formatSeconds(seconds)} left`];
}

/** Null where no budget is known. */
function secondsLeft(
  { budget, evaluations, activeSeconds }: RunView,
  rate: number | null,
): number | null {
  const byClock = budget.wallSeconds === null ? Infinity : budget.wallSeconds - activeSeconds;
  const byCount =
    budget.evaluations === null || rate === null || rate <= 0
      ? Infinity
      : (budget.evaluations - evaluations) / rate;
  const left = Math.min(byClock, byCount);
  return Number.isFinite(left) ? Math.max(0, left) : null;
}

interface Rate {
  /** Evaluations a second over the last moments; null before there are two. */
  after(evaluations: number, atMs: number): number | null;
}

function createRate(): Rate {
  const marks: { readonly evaluations: number; readonly atMs: number }[] = [];
  return {
    after(evaluations, atMs) {
      marks.push({ evaluations, atMs });
      while ((marks[1]?.atMs ?? Infinity) < atMs - RATE_WINDOW_MS) marks.shift();
      const first = marks[0];
      if (first === undefined || atMs <= first.atMs) return null;
      return (1000 * (evaluations - first.evaluations)) / (atMs - first.atMs);
    },
  };
}
