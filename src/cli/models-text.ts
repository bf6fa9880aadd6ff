import type { ModelCheck, ModelsReport, ModelStatus } from '../session/check-models.ts';
import { formatSeconds, formatShort, formatUsd } from '../report/text/format.ts';
import { renderTable, type Column } from '../report/text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'name' },
  { title: 'provider', leaves: 4 },
  { title: 'model', least: 12, leaves: 5 },
  { title: 'key', least: 10, leaves: 1 },
  { title: 'check', least: 9 },
  { title: 'USD in', align: 'right' },
  { title: 'cached', align: 'right', leaves: 3 },
  { title: 'out', align: 'right', leaves: 2 },
];

/** Models as a table that fits into `width`, with the faults of each below it. */
export function modelsText({ notices, models }: ModelsReport, width?: number): string {
  if (models.length === 0) return notices.join('\n');
  const rows = models.map((model) => [
    model.name,
    model.provider,
    model.endpoint === null ? model.model : `${model.model} at ${model.endpoint}`,
    keyText(model),
    checkText(model.check),
    ...priceCells(model),
  ]);
  const table = renderTable({ columns: COLUMNS, rows }, width);
  return [...notices, '', ...table, '', ...footnotes(models)].join('\n').trimEnd();
}

function keyText({ keyEnv, hasKey }: ModelStatus): string {
  if (keyEnv === null) return 'none needed';
  return hasKey ? keyEnv : `${keyEnv} is not set`;
}

function checkText(check: ModelCheck | undefined): string {
  if (check === undefined) return 'not asked';
  if (check.status === 'ok') return `ok, ${formatSeconds(check.seconds)}, ${check.answeredBy}`;
  return check.status;
}

/** For a million tokens. */
function priceCells({ price }: ModelStatus): readonly string[] {
  if (price === null) return ['free', '', ''];
  const mark = price.assumed === true ? '*' : '';
  return [price.input, price.cachedInput, price.output].map(
    (usd) => `${formatShort(usd, 4)}${mark}`,
  );
}

function footnotes(models: readonly ModelStatus[]): readonly string[] {
  const dates = new Set(models.flatMap(({ price }) => price?.asOf ?? []));
  const spent = models.reduce(
    (sum, { check }) => sum + (check?.status === 'ok' ? check.usd : 0),
    0,
  );
  return [
    'prices: US dollars for a million tokens',
    ...[...dates].map((date) => `list of prices: ${date}; models.NAME.price replaces it`),
    ...(models.some(({ price }) => price?.assumed === true)
      ? ['*: on no list, counts as the most expensive']
      : []),
    ...(spent > 0 ? [`these questions cost ${formatUsd(spent)} USD`] : []),
    ...models.flatMap(({ name, check }) => reason(name, check)),
  ];
}

function reason(name: string, check: ModelCheck | undefined): readonly string[] {
  if (check === undefined || check.status === 'ok') return [];
  if (check.status === 'skipped') return [`${name}: not asked; ${check.why}`];
  const hint = check.hint === undefined ? [] : [`  hint: ${check.hint}`];
  return [`${name}: ${check.message}`, ...hint];
}
