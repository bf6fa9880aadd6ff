import { formatNumber, formatSeconds, formatUsd } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { cachedPercent, doubtText, openText, outcomesText, spentText } from '../text/models.ts';
import { isFailing, type ModelStatistics, type PairStatistics } from '../../view/models-view.ts';
import { column, DASH, numberCell, numeric, table } from './table.ts';
import type { RunView } from '../../view/run-view.ts';

/** The calls to models and their cost: in total, by model, by proposer. */
export function modelTables(view: RunView): Markup {
  const { models } = view;
  return html`<p>${sumText(view)}</p>
    ${table('Calls by model', {
      head: [
        column('model'),
        ...['answered', 'failed', 'lost', 'tokens in', 'cached', 'tokens out'].map(numeric),
        ...['USD', 'median wait'].map(numeric),
      ],
      rows: models.models.map((model) => modelRow(model)),
    })}
    ${models.pairs.length === 0 ? null : pairTable(models.pairs)}`;
}

function sumText(view: RunView): string {
  const { total } = view.models;
  const doubt = doubtText(total);
  const waiting = openText(view).map((open) => ` ${open}.`);
  const left = view.left.usd === null ? '' : ` ${formatUsd(view.left.usd)} USD are left.`;
  const calls = `${formatNumber(total.calls)} calls: ${outcomesText(total)}.`;
  const spent = spentText(view);
  // Where only calls are counted it shows the same.
  const price = / calls?$/.test(spent) ? '' : `${spent} for `;
  return `${price}${calls}${doubt === undefined ? '' : ` Of that, ${doubt}.`}${waiting.join('')}${left}`;
}

function modelRow(model: ModelStatistics): Markup {
  const { name, answered, recalled, failed, lost, usage, tokens, usd, medianSeconds } = model;
  const cached = usage === null ? DASH : `${cachedPercent(usage).toFixed(0)} %`;
  return html`<tr>
    <th scope="row">${name}${failureNote(model)}</th>
    ${numberCell(answeredText(answered, recalled))}
    ${[failed, lost].map((count) => numberCell(formatNumber(count)))}
    ${numberCell(usage === null ? `${formatNumber(tokens)} in and out` : formatNumber(usage.input))}
    ${numberCell(cached)} ${numberCell(usage === null ? DASH : formatNumber(usage.output))}
    ${numberCell(formatUsd(usd))}
    ${numberCell(medianSeconds === null ? DASH : formatSeconds(medianSeconds))}
  </tr>`;
}

function answeredText(answered: number, recalled: number): string {
  const both = formatNumber(answered + recalled);
  return recalled === 0 ? both : `${both} (${formatNumber(recalled)} recalled)`;
}

function failureNote(model: ModelStatistics): Markup | null {
  const { lastFailure, failuresInRow, overruns } = model;
  if (overruns > 0) {
    return html`<span class="bad aside"
      >stopped: ${formatNumber(overruns)} billed beyond reservation</span
    >`;
  }
  if (!isFailing(model) || lastFailure === null) return null;
  return html`<span class="bad aside"
    >failing, ${formatNumber(failuresInRow)} in a row: ${lastFailure.kind},
    ${lastFailure.message}</span
  >`;
}

function pairTable(pairs: readonly PairStatistics[]): Markup {
  return table('Calls by proposer and model', {
    head: [
      column('asked for'),
      column('model'),
      ...['answered', 'failed', 'lost', 'tokens', 'USD', 'USD a call'].map(numeric),
    ],
    rows: pairs.map((pair) => {
      const { proposer, model, calls, answered, recalled, failed, lost, tokens, usd } = pair;
      return html`<tr>
        <th scope="row">${proposer === '' ? 'proposals that did not end' : proposer}</th>
        <td>${model}</td>
        ${[answered + recalled, failed, lost, tokens].map((count) => numberCell(formatNumber(count)))}
        ${numberCell(formatUsd(usd))} ${numberCell(formatUsd(calls === 0 ? 0 : usd / calls))}
      </tr>`;
    }),
  });
}
