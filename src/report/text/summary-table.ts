import stringWidth from 'string-width';
import { seenText } from './changes.ts';
import { cutStartToWidth, cutToWidth } from './cut-to-width.ts';
import { formatNumber, formatPercent } from './format.ts';
import type { PolicyView, RunView } from '../../view/run-view.ts';
import type { SplitScore } from '../../view/split-score.ts';

type Failed = Exclude<SplitScore, { status: 'scored' }>;

/** A row of the table: the policy's name, and two cells a split. */
type Row = readonly string[];

/**
 * The result of a run as a text table: seeds, baselines, best found; for train, validation and
 * test the metric in its unit and the gap to the bound. Plain characters, no trailing line break. In a terminal of
 * `width` columns the gaps leave first, those of train before the others, then the train split; names are cut last.
 */
export function renderSummaryTable(view: RunView, width = Infinity): string {
  const splits = splitsOf(view);
  const rows: Row[] = [
    ['', ...splits.flatMap((split) => [split, hasGaps(view) ? 'gap' : ''])],
    ...view.references.map((reference) => rowOf(reference.name, { policy: reference, splits })),
    ...bestRows(view, splits),
  ];
  const table = fitting(rows, width);
  const rule = '\u2500'.repeat(Math.max(...table.map((line) => stringWidth(line))));
  const [head = '', ...body] = table;
  return [head, rule, ...body, ...legend(view), ...seenLines(view), ...failureLines(view)].join(
    '\n',
  );
}

/** What the mark of a test value means. */
function seenLines({ best, finalists, references }: RunView): readonly string[] {
  const policies = [...references, ...finalists, ...(best === null ? [] : [best])];
  const scores = policies.flatMap(({ splits }) => Object.values(splits));
  const seen = scores.flatMap((score) =>
    score.status === 'scored' ? (score.seenAfter ?? []) : [],
  );
  return [...new Set(seen)].map((after) => `* ${seenText(after)}`);
}

/** The splits that any row has, in the order of independence. */
export function splitsOf(view: RunView): readonly string[] {
  const usual = ['train', 'validation', 'test'];
  const policies = [...view.references, ...(view.best === null ? [] : [view.best])];
  const others = policies.flatMap(({ splits }) => Object.keys(splits));
  return [...new Set([...usual, ...others.toSorted()])];
}

function bestRows(view: RunView, splits: readonly string[]): readonly Row[] {
  const { best, objective } = view;
  if (best === null)
    return [
      ['nothing found'],
      ...view.unconfirmed.map((one) => rowOf(one.name, { policy: withReasons(one, view), splits })),
    ];
  const trained = best.splits['train'];
  const bound = trained?.status === 'scored' ? trained.bound : null;
  const rows = [rowOf(`best found (${best.id})`, { policy: withReasons(best, view), splits })];
  if (bound === null || objective === null) return rows;
  const bounds = splits.map((split) => boundOn(split, [best, ...view.references]));
  return [
    ...rows,
    ['bound', ...bounds.flatMap((value) => [value === null ? '' : formatNumber(value), ''])],
  ];
}

function boundOn(split: string, policies: readonly PolicyView[]): number | null {
  for (const { splits } of policies) {
    const score = splits[split];
    if (score?.status === 'scored' && score.bound !== null) return score.bound;
  }
  return null;
}

function rowOf(
  name: string,
  { policy, splits }: { readonly policy: PolicyView; readonly splits: readonly string[] },
): Row {
  return [name, ...splits.flatMap((split) => cellsOf(policy.splits[split]))];
}

function cellsOf(score: SplitScore | undefined): readonly [string, string] {
  if (score === undefined) return ['\u2013', ''];
  if (score.status !== 'scored') return [failureOf(score).slice(0, 24), ''];
  const invalid = score.invalidCases ?? 0;
  const mark = invalid > 0 ? ` (${invalid} invalid)` : '';
  const gap = score.gapPercent === null ? '' : formatPercent(score.gapPercent);
  const seen = score.seenAfter === undefined ? '' : '*';
  return [`${formatNumber(score.value)}${mark}${seen}`, gap];
}

/** The failure in a few words. */
function failureOf({ reason, byClock }: Failed): string {
  return byClock ? `${reason} (by a clock)` : reason;
}

/** A program without a score on validation is not measured on test: the cell says so. */
function withReasons(policy: PolicyView, { status }: RunView): PolicyView {
  const { validation, test } = policy.splits;
  if (status !== 'finished' || test !== undefined || validation?.status === 'scored') return policy;
  const reason = validation === undefined ? 'not validated' : 'no validation';
  const missing = { status: 'rejected', reason, detail: '', byClock: false } as const;
  return { ...policy, splits: { ...policy.splits, test: missing } };
}

/** Why policies of the table have no score. */
function failureLines(view: RunView): readonly string[] {
  const policies = [...view.references, ...view.unconfirmed, ...view.finalists];
  const all = view.best === null ? policies : [...policies, view.best];
  const rows = new Map(all.map((policy) => [policy.name, policy]));
  return [...rows.values()].flatMap(({ name, splits }) =>
    Object.entries(splits).flatMap(([split, score]) =>
      score.status === 'scored'
        ? []
        : [`${name} on ${split}: ${score.status}, ${failureOf(score)}: ${score.detail}`],
    ),
  );
}

function hasGaps(view: RunView): boolean {
  const policies = [...view.references, ...(view.best === null ? [] : [view.best])];
  return policies.some(({ splits }) =>
    Object.values(splits).some((score) => score.status === 'scored' && score.gapPercent !== null),
  );
}

/** Least width of names that are cut. */
const MIN_NAME = 12;

/** The table with as many of its columns as fit. */
function fitting(rows: readonly Row[], width: number): readonly string[] {
  const isGap = (column: number): boolean => column > 0 && column % 2 === 0;
  const forms: readonly ((column: number) => boolean)[] = [
    () => true,
    (column) => column !== 2,
    (column) => !isGap(column),
    (column) => !isGap(column) && column !== 1,
  ];
  const tables = forms.map((keeps) =>
    rows.map((row) => row.map((cell, i) => (keeps(i) ? cell : ''))),
  );
  const whole = tables.map(align).find((lines) => widthOf(lines) <= width);
  if (whole !== undefined) return whole;
  const last = tables.at(-1) ?? rows;
  const names = Math.max(...last.map(([name = '']) => stringWidth(name)));
  const room = Math.max(MIN_NAME, names - (widthOf(align(last)) - width));
  const cut = last.map(([name = '', ...cells]) => [cutStartToWidth(name, room), ...cells]);
  return align(cut).map((line) => cutToWidth(line, width));
}

function widthOf(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => stringWidth(line)));
}

/** Names to the left, numbers to the right; columns that are empty everywhere vanish. */
function align(rows: readonly Row[]): readonly string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        if (width === 0) return '';
        const padding = ' '.repeat(width - stringWidth(cell));
        return column === 0 ? cell + padding : `${column % 2 === 1 ? '  ' : ' '}${padding}${cell}`;
      })
      .join('')
      .trimEnd(),
  );
}

function legend({ objective }: RunView): readonly string[] {
  if (objective === null) return ['fitness, higher is better'];
  const { metric, unit, direction } = objective;
  const better = direction === 'minimize' ? 'lower' : 'higher';
  return [`${metric} in ${unit}, ${better} is better; gap: distance to the proven bound`];
}
