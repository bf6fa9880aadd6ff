import { formatNumber } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import type { CurvePoint } from '../../view/curve.ts';
import type { RunView } from '../../view/run-view.ts';

const WIDTH = 880;
const HEIGHT = 380;
const FRAME = { left: 68, right: 178, top: 18, bottom: 46 };
const LABEL_GAP = 17;

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

interface Level {
  readonly kind: 'bound' | 'reference' | 'best';
  readonly label: string;
  readonly value: number;
}

/** The best train result over evaluations as an inline SVG, with the bound and the reference policies as lines. */
export function renderChart(view: RunView): Markup {
  const { curve } = view;
  const first = curve[0];
  const last = curve.at(-1);
  if (first === undefined || last === undefined) {
    return html`<p class="empty">No program has a score yet, so there is no curve.</p>`;
  }
  const levels = levelsOf(view, last);
  const values = [...levels.map(({ value }) => value), ...curve.map(({ value }) => value)];
  const x = scaleOf([0, Math.max(view.evaluations, 1)], {
    from: FRAME.left,
    to: WIDTH - FRAME.right,
    wanted: 6,
  });
  const y = scaleOf(padded(values), { from: HEIGHT - FRAME.bottom, to: FRAME.top, wanted: 5 });
  const name = view.objective?.metric ?? 'fitness';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Progress chart">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title chart-text">
      <title id="chart-title">Best ${name} on the train cases so far</title>
      <desc id="chart-text">
        From ${formatNumber(first.value)} to ${formatNumber(last.value)} in
        ${formatNumber(view.evaluations)} evaluations.
      </desc>
      ${grid(x, y)} ${dots(view, { x, y })} ${lines(levels, y)}
      <path class="curve" d="${staircase(view, { x, y })}" />
      ${labels(levels, y)}
      <text class="axis" x="${(FRAME.left + WIDTH - FRAME.right) / 2}" y="${HEIGHT - 6}">
        evaluations
      </text>
      <text class="axis" x="0" y="0" transform="translate(14 ${HEIGHT / 2 - 14}) rotate(-90)">
        ${axisName(view)}
      </text>
    </svg>
  </div>`;
}

function axisName({ objective }: RunView): string {
  if (objective === null) return 'fitness';
  return objective.unit === '' ? objective.metric : `${objective.metric} (${objective.unit})`;
}

function levelsOf(view: RunView, last: CurvePoint): readonly Level[] {
  const references = view.references.flatMap(({ name, splits }): Level[] => {
    const score = splits['train'];
    if (score?.status !== 'scored') return [];
    return [{ kind: 'reference', label: name.replace(/^baseline:/, ''), value: score.value }];
  });
  const bound = view.trainBound;
  return [
    ...references.slice(0, 12),
    ...(bound === null ? [] : [{ kind: 'bound' as const, label: 'bound', value: bound }]),
    { kind: 'best', label: 'best so far', value: last.value },
  ];
}

function padded(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = (high - low) * 0.06 || Math.max(Math.abs(high) * 0.05, 1e-9);
  return [low - margin, high + margin];
}

/** A linear scale with round ticks (1, 2 or 5 times a power of ten). */
function scaleOf(
  [low, high]: readonly [number, number],
  { from, to, wanted }: { readonly from: number; readonly to: number; readonly wanted: number },
): Scale {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const start = Math.ceil(low / step);
  const length = Math.max(0, Math.floor(high / step) - start + 1);
  return {
    at: (value) => round(from + ((value - low) / (high - low)) * (to - from)),
    ticks: Array.from({ length }, (_, index) => Number(((start + index) * step).toPrecision(12))),
  };
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function grid(x: Scale, y: Scale): readonly Markup[] {
  const bottom = HEIGHT - FRAME.bottom;
  const across = y.ticks.map((tick) => {
    const at = y.at(tick);
    return html`<line
        class="grid"
        x1="${FRAME.left}"
        x2="${WIDTH - FRAME.right}"
        y1="${at}"
        y2="${at}"
      />
      <text class="tick end" x="${FRAME.left - 8}" y="${at + 4}">${formatTick(tick)}</text>`;
  });
  const along = x.ticks.map(
    (tick) =>
      html`<text class="tick middle" x="${x.at(tick)}" y="${bottom + 18}"
        >${formatTick(tick)}</text
      >`,
  );
  return [...across, ...along];
}

function formatTick(tick: number): string {
  return Math.abs(tick) >= 1e6 || (tick !== 0 && Math.abs(tick) < 1e-3)
    ? tick.toExponential(1)
    : String(tick);
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** Every scored candidate that fits into the frame. */
function dots(view: RunView, { x, y }: Scales): readonly Markup[] {
  return view.samples.flatMap(({ evaluations, value }) => {
    const at = y.at(value);
    if (at < FRAME.top || at > HEIGHT - FRAME.bottom) return [];
    return [html`<circle class="dot" cx="${x.at(evaluations)}" cy="${at}" r="2" />`];
  });
}

function staircase({ curve, evaluations }: RunView, { x, y }: Scales): string {
  const [first, ...rest] = curve;
  if (first === undefined) return '';
  const steps = rest.map((point) => `H${x.at(point.evaluations)}V${y.at(point.value)}`);
  const start = `M${x.at(first.evaluations)} ${y.at(first.value)}`;
  return `${start}${steps.join('')}H${x.at(evaluations)}`;
}

function lines(levels: readonly Level[], y: Scale): readonly Markup[] {
  return levels
    .filter(({ kind }) => kind !== 'best')
    .map(({ kind, value }) => {
      const at = y.at(value);
      return html`<line
        class="${kind}"
        x1="${FRAME.left}"
        x2="${WIDTH - FRAME.right}"
        y1="${at}"
        y2="${at}"
      />`;
    });
}

/** Names at the right edge, pushed apart where they would overlap. */
function labels(levels: readonly Level[], y: Scale): readonly Markup[] {
  const sorted = levels
    .map((level) => ({ ...level, at: y.at(level.value) }))
    .toSorted((a, b) => a.at - b.at);
  let floor = FRAME.top;
  const placed = sorted.map((level) => {
    const at = Math.max(level.at, floor);
    floor = at + LABEL_GAP;
    return { ...level, shown: at };
  });
  const overflow = Math.max(0, floor - LABEL_GAP - (HEIGHT - FRAME.bottom + 8));
  const right = WIDTH - FRAME.right;
  let ceiling = HEIGHT;
  return placed.toReversed().map(({ kind, label, at, shown }) => {
    const top = Math.min(overflow > 0 ? HEIGHT - FRAME.bottom + 8 : shown, shown, ceiling);
    ceiling = top - LABEL_GAP;
    return html`<path class="leader" d="M${right} ${at}L${right + 10} ${round(top)}" />
      <text class="label ${kind}" x="${right + 14}" y="${round(top + 4)}">
        ${label.length > 21 ? `${label.slice(0, 20)}\u2026` : label}
        <title>
          ${label}: ${formatNumber(levels.find((level) => level.label === label)?.value ?? 0)}
        </title>
      </text>`;
  });
}
